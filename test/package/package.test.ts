import { notFoundRule, unavailableRule } from '../../token-exchange/pages/index.ts';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fileURLToPath } from 'node:url';
import { documentedConfig } from '../../build/documented-config.ts';
import { edgeCode, readEdgeBundles } from '../../functions/compile/edge-code.ts';
import { projectFolder } from '../command.ts';
import { install, manifest, pack } from './install.ts';

const project = fileURLToPath(projectFolder);
const { dependencies, peerDependencies } = manifest;

let tarball: string;
beforeAll(() => {
  tarball = pack();
}, 300_000);

function run(folder: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], NO_COLOR: '1' },
  });
  return { status, stdout, stderr };
}

function packed(): string[] {
  const { stdout } = spawnSync('tar', ['tzf', tarball], { encoding: 'utf8' });
  return stdout.trim().split('\n');
}

test('the package has what is deployed and nothing of the workshop', () => {
  const files = packed();
  for (const bundle of [
    'edge/lean.js',
    'edge/full.js',
    'token-exchange/index.mjs',
    'keys/index.mjs',
  ]) {
    expect(files).toContain(`package/dist/${bundle}`);
  }
  const allowed =
    /^package\/(dist\/(after|cli|constructs|edge|keys|seed|sign-outs|token-exchange|types|web)\/|docs\/[\w-]+\.md$|cli\/latchkey\.mjs$|(README|CHANGELOG|SECURITY)\.md$|LICENSE$|package\.json$)/;
  expect(files.filter((file) => !allowed.test(file))).toEqual([]);
});

describe('the command', () => {
  test('names pages that are in the package, whose links lead to others in it', () => {
    const files = packed();
    const code = readFileSync(join(project, 'dist/cli/latchkey.mjs'), 'utf8');
    const named = [...code.matchAll(/\bdocs\/[\w-]+\.md\b/g)].map(([name]) => name);
    expect(named).toEqual(expect.arrayContaining(['docs/configuration.md', 'docs/operations.md']));
    const linked = files
      .filter((file) => file.startsWith('package/docs/'))
      .map((file) => readFileSync(join(project, file.replace('package/', '')), 'utf8'))
      .flatMap((page) => [...page.matchAll(/\]\(([\w-]+\.md)/g)].map(([, name]) => `docs/${name}`));
    for (const name of [...named, ...linked]) expect(files).toContain(`package/${name}`);
  });

  test('needs neither aws-cdk-lib nor constructs', () => {
    const folder = install(tarball, Object.keys(dependencies));
    const config = documentedConfig();
    writeFileSync(join(folder, 'edge.json'), JSON.stringify(config));
    const command = 'node_modules/latchkey/cli/latchkey.mjs';
    const { status, stdout, stderr } = run(folder, command, 'edge', '--config', 'edge.json');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const bundle = readEdgeBundles(pathToFileURL(join(project, 'dist/edge/')));
    expect(stdout).toBe(edgeCode(config, bundle));
  });
});

describe('the constructs', () => {
  test('are compiled against and synthesized by another app, without a bundler', () => {
    const tools = ['@types/node', 'typescript'];
    const others = [...Object.keys(peerDependencies), ...Object.keys(dependencies), ...tools];
    const folder = install(tarball, others);
    mkdirSync(join(folder, 'public'));
    writeFileSync(join(folder, 'public/index.html'), '<!doctype html><title>Docs</title>');
    copyFileSync(new URL('./after.ts.txt', import.meta.url), join(folder, 'after.ts'));
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
    copyFileSync(new URL('./app.ts.txt', import.meta.url), join(folder, 'app.ts'));
    const compilerOptions = {
      ...{ target: 'es2022', module: 'nodenext', strict: true, skipLibCheck: true },
      types: ['node'],
    };
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions, files: ['app.ts', 'after.ts'] }),
    );
    const compiled = run(folder, 'node_modules/typescript/lib/tsc.js');
    expect(compiled).toMatchObject({ status: 0, stdout: '' });

    writeFileSync(join(folder, 'edge.json'), JSON.stringify({ audience: 'api', rules: [] }));
    const printing = ['edge', '--config', 'edge.json', '--after-authorize', 'after.ts'];
    const { status, stdout, stderr } = run(folder, 'app.js');
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: expect.stringMatching(/^audience has to be/),
    });
    expect(stderr).not.toMatch(/Error/);
    const template = readFileSync(join(folder, 'cdk.out/Site.template.json'), 'utf8');
    const { Resources } = JSON.parse(template) as {
      Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
    };
    const edge = Object.values(Resources).find(({ Type }) => Type === 'AWS::CloudFront::Function');
    const bundle = readEdgeBundles(pathToFileURL(join(project, 'dist/edge/')));
    const rules = [unavailableRule, notFoundRule, { path: '/', allow: 'public' }];
    const lifetimes = { sessionTtl: 1800, maxAge: 43_200, cookieMaxAge: 604_800 };
    expect(edge?.Properties['FunctionCode']).toBe(
      edgeCode({ audience: 'docs', rules, ...lifetimes }, bundle),
    );
    const api = readFileSync(join(folder, 'cdk.out/Api.template.json'), 'utf8');
    const printed = run(folder, 'node_modules/latchkey/cli/latchkey.mjs', ...printing);
    expect(printed).toMatchObject({ status: 0, stderr: '' });
    expect(printed.stdout).toContain('x-asked-by');
    expect(api).toContain(JSON.stringify(printed.stdout));
  }, 300_000);
});
