import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runJest } from './jest.ts';
import { judge, skippedLines } from './report.ts';

let root = '';

const files: Readonly<Record<string, string>> = {
  'package.json': '{ "type": "module" }',
  'jest.config.mjs': `export default { testEnvironment: 'node', transform: {} };`,
  'good.test.js': `test('passes', () => {}); test.skip('is skipped', () => {});`,
  'bad.test.js': `test('fails', () => { throw new Error('on purpose'); });`,
  'broken.test.js': `import './nowhere.js'; test('never runs', () => {});`,
  'crash.test.js': `process.kill(process.pid, 'SIGKILL');`,
  'env.test.js': `test('sees', () => { if (process.env.NJS_PATH !== '/given') throw new Error('no'); });`,
};

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'latchkey-runner-'));
  await symlink(join(process.cwd(), 'node_modules'), join(root, 'node_modules'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(root, name), text);
});

afterAll(() => rm(root, { recursive: true, force: true }));

const quiet = { stdio: 'ignore', env: { ...process.env, NJS_PATH: '/given' } } as const;

async function run(...args: string[]) {
  const end = await runJest(args, { ...quiet, cwd: root });
  return { exitCode: end.exitCode, totals: judge(end, []).totals };
}

describe('a real Jest', () => {
  test('a passing file', async () => {
    expect(await run('good')).toEqual({
      exitCode: 0,
      totals: { passed: 1, failed: 0, skipped: 1 },
    });
  });

  test('a failing test and a file that does not load count once each', async () => {
    expect(await run('good', 'bad', 'broken')).toEqual({
      exitCode: 1,
      totals: { passed: 1, failed: 2, skipped: 1 },
    });
  });

  test('a crash counts as failed', async () => {
    expect(await run('crash', '-i')).toEqual({
      exitCode: null,
      totals: { passed: 0, failed: 1, skipped: 0 },
    });
  });

  test('a pattern that matches nothing counts as failed', async () => {
    expect((await run('nothing-of-the-kind')).totals.failed).toBe(1);
  });

  test('hands the environment on', async () => {
    expect((await run('env')).totals).toEqual({ passed: 1, failed: 0, skipped: 0 });
  });

  test('a suite without its tool is skipped, and the summary says why', async () => {
    const env: NodeJS.ProcessEnv = { ...quiet.env, PATH: '/nowhere' };
    delete env.VALGRIND_PATH;
    const suite = 'test/engine/harness.test.ts';
    const { summary } = await runJest([suite, '-t', 'refuses to count'], {
      ...quiet,
      env,
      cwd: process.cwd(),
    });
    expect(summary && skippedLines(summary, true)).toContain(
      `  2 × valgrind is missing (${suite})`,
    );
  });
});
