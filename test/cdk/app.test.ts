import { expect, test } from '@jest/globals';
import { App } from 'aws-cdk-lib';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import config from '../../cdk/config.ts';
import { addSite } from '../../cdk/site-app.ts';
import { demoRules } from '../../local/demo.ts';

test('what cdk.json runs makes the demonstration, held against CDK’s own rules', () => {
  const { app, context } = JSON.parse(readFileSync('cdk.json', 'utf8')) as {
    app: string;
    context: object;
  };
  const outdir = mkdtempSync(join(tmpdir(), 'latchkey-cdk-'));
  try {
    const [command = '', ...parameters] = app.split(' ');
    const { status, stderr } = spawnSync(command, parameters, {
      encoding: 'utf8',
      // No credentials, no region: a template is made without either.
      env: {
        PATH: process.env['PATH'],
        CDK_OUTDIR: outdir,
        CDK_CONTEXT_JSON: JSON.stringify(context),
      },
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const template = readFileSync(join(outdir, 'latchkey-demo.template.json'), 'utf8');
    expect(template).toContain('AWS::CloudFront::Distribution');
  } finally {
    rmSync(outdir, { recursive: true });
  }
});

test('the example protects the demonstration as npm start does', () => {
  const app = new App({ builtinCloudFormationValidation: false });
  const { latchkey } = addSite(app, config);
  expect(config.site(app.node.children[0] as never).rules).toEqual(demoRules);
  expect(latchkey.authPathPattern).toBe('/_auth/*');
});
