/** `npx cdk synth`, the command itself, without credentials or network. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { projectFolder } from '../command.ts';
import { synth } from './command.ts';
import { scenarios } from './scenarios.ts';
import type { CfnTemplate } from './stacks.ts';

/** For the command and the app, on a machine that is busy. */
const patience = 180_000;

const templateIn = (output: string, stack: string) =>
  JSON.parse(readFileSync(join(output, `${stack}.template.json`), 'utf8')) as CfnTemplate;

/** The flags of aws-cdk-lib that are not as it recommends. */
test('no deployment has to pay for a recommended flag', () => {
  const { context } = JSON.parse(readFileSync(new URL('cdk.json', projectFolder), 'utf8')) as {
    readonly context: Readonly<Record<string, unknown>>;
  };
  const off = Object.keys(context).filter((name) => /^@/.test(name) && context[name] === false);
  expect(off.sort()).toEqual(
    [
      // A log group that Lambda has made already cannot be made by the stack.
      '@aws-cdk/aws-lambda:useCdkManagedLogGroup',
      // Another name for the same version, and Lambda publishes none without a change.
      '@aws-cdk/aws-lambda:recognizeLayerVersion',
      // Tells AWS how constructs are used.
      '@aws-cdk/core:enableAdditionalMetadataCollection',
    ].sort(),
  );
});

const typesIn = ({ Resources }: CfnTemplate) => Object.values(Resources).map(({ Type }) => Type);

describe('npx cdk synth', () => {
  test(
    'prints what the default app deploys',
    async () => {
      await synth([], ({ code, stdout, stderr, output, asked }) => {
        const noise = /error|warning|feature flags/i;
        expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringMatching(noise) });
        expect(stdout).toContain('Type: AWS::CloudFront::Distribution');
        // npx itself may look for a newer npm.
        expect(asked.filter((host) => !host.includes('registry.'))).toEqual([]);
        expect(typesIn(templateIn(output, 'latchkey-demo'))).toContain('AWS::Cognito::UserPool');
      });
    },
    patience,
  );

  test.each(Object.keys(scenarios))(
    'makes the template of %s',
    async (name) => {
      const app = `node --import tsx test/cdk/scenario-app.ts '${name}'`;
      await synth(['--quiet', '--app', app], ({ code, stderr, output }) => {
        expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringMatching(/error/i) });
        expect(typesIn(templateIn(output, 'Test'))).toContain(
          // The alarms at the edges are a stack without a deployment.
          name === 'alarms at the edges' ? 'AWS::CloudWatch::Alarm' : 'AWS::CloudFront::Function',
        );
      });
    },
    patience,
  );
});

describe('npx cdk synth of a wrong configuration', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'latchkey-config-'));
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  /** Runs it with a configuration of that text; what it says. */
  const said = async (name: string, text: string) => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return synth(['--context', `config=${file}`], ({ code, stdout, stderr }) => {
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      // Where in our code it was found helps nobody.
      expect(stderr).not.toMatch(/^\s+at /m);
      return stderr;
    });
  };

  test(
    'tells all faults of the props at once',
    async () => {
      const stderr = await said(
        'faults.ts',
        `export default {
        stackName: 'wrong',
        site: () => ({
          audience: 'no spaces',
          directory: 'no/such/folder',
          rules: [
            { path: '/a/*', allow: 'session' },
            { path: '/a/b', allow: 'public' },
            { path: '/_auth/login', allow: 'public' },
          ],
        }),
      };`,
      );
      expect(stderr).toContain(
        [
          'The configuration is not valid:',
          '- audience has to be 1 to 64 letters, digits or -',
          '- rules[2] (/_auth/login) is inside the auth path /_auth, where no rule applies',
          '- rules[1] (/a/b) is never reached: rules[0] (/a/*) matches first',
          '- no/such/folder is to be uploaded, and there is no such file or folder',
        ].join('\n'),
      );
    },
    patience,
  );

  test(
    'tells what was found once all constructs were there',
    async () => {
      const { href } = new URL('cdk/latchkey.ts', projectFolder);
      const stderr = await said(
        'late.ts',
        `import { Latchkey } from '${fileURLToPath(href)}';
      export default {
        stackName: 'wrong',
        site: (stack) => {
          new Latchkey(stack, 'Lonely', { audience: 'lonely', rules: [] });
          return { audience: 'docs', directory: 'web/site', rules: [] };
        },
      };`,
      );
      expect(stderr).toContain(
        '[wrong/Lonely] no host is known: give domainNames, or call addDistribution for a distribution',
      );
    },
    patience,
  );
});
