import { describe, expect, test } from '@jest/globals';
import { documentedConfig } from '../../build/documented-config.ts';
import { edgeCode, readEdgeBundles } from '../../functions/compile/edge-code.ts';
import { join } from 'node:path';
import { projectFolder, run } from '../command.ts';
import { codeOf, folderWith } from '../functions/after/files.ts';

const latchkey = (...args: string[]) => ['cli/latchkey.mjs', ...args];
const input = JSON.stringify(documentedConfig());

describe('latchkey edge', () => {
  test('prints the exact code: the built bundle with the configuration in one place', async () => {
    const { code, stdout } = await run(latchkey('edge', '--config', '-'), { input });
    const bundles = readEdgeBundles(new URL('dist/edge/', projectFolder));
    expect(code).toBe(0);
    expect(stdout).toBe(edgeCode(documentedConfig(), bundles));
    const [before = '', after = ''] = bundles.lean.split('LATCHKEY_CONFIG');
    expect(stdout.startsWith(before) && stdout.endsWith(after)).toBe(true);
  });

  test('says all that is wrong with a configuration, without a stack', async () => {
    const wrong = JSON.stringify({ audience: 'no spaces', rules: [{ path: 'x' }], maxage: 1 });
    const { code, stdout, stderr } = await run(latchkey('edge', '--config', '-'), { input: wrong });
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/audience has to be/);
    expect(stderr).toMatch(/maxage is not a setting/);
    expect(stderr).toMatch(/rules\[0\] \(x\) has to begin with/);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  test.each([
    [
      'a file that is not there',
      ['edge', '--config', 'no-such-file.json'],
      '',
      /no-such-file\.json cannot be read: there is no such file\n/,
    ],
    ['a folder', ['edge', '--config', 'cli'], '', /cli cannot be read: it is a folder\n/],
    ['what is not JSON', ['edge', '--config', '-'], '{', /is not JSON/],
    ['no --config', ['edge'], '', /--config/],
    ['an unknown command', ['egde'], '', /unknown command.*\n.*edge/],
    ['an unknown option', ['edge', '--config', 'x', '--conf', 'x'], '', /unknown option/],
  ])('answers %s with exit code 2 and a clear line', async (_name, args, given, message) => {
    const { code, stdout, stderr } = await run(latchkey(...args), { input: given });
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  test("puts the user's own code into it, or says what is wrong with both", async () => {
    const folder = folderWith({
      'good.ts': 'export default (request: any) => request;',
      'bad.ts': '\nexport default () => new Map();',
    });
    const ask = (file: string, config: string) =>
      run(latchkey('edge', '--config', '-', '--after-authorize', join(folder, file)), {
        input: config,
      });
    const bundles = readEdgeBundles(new URL('dist/edge/', projectFolder));
    const compiled = await codeOf({ 'good.ts': 'export default (request: any) => request;' });
    const good = await ask('good.ts', input);
    expect(good).toEqual({
      code: 0,
      stdout: edgeCode(documentedConfig(), bundles, compiled),
      stderr: '',
    });
    const bad = await ask('bad.ts', '{ "audience": "no spaces", "rules": [] }');
    expect(bad).toMatchObject({ code: 2, stdout: '' });
    expect(bad.stderr).toMatch(/-: The configuration is not valid:\n- audience has to be/);
    expect(bad.stderr).toMatch(/bad\.ts: this code cannot be used:\n- .*bad\.ts:2: Map is not in/);
    const alone = await ask('bad.ts', input);
    expect(alone.stderr).not.toMatch(/configuration/);
    const gone = await ask('gone.ts', input);
    expect(gone).toMatchObject({ code: 2, stdout: '' });
    expect(gone.stderr).toMatch(/there is no file .*gone\.ts/);
    expect((await ask('.', input)).stderr).toMatch(/cannot be used:\n.*there is no file /);
  });

  test('has a --help that is enough to use it', async () => {
    const { code, stdout } = await run(latchkey('edge', '--help'));
    expect(code).toBe(0);
    expect(stdout).toMatch(/--config <file>/);
    expect(stdout).toMatch(/"audience"/);
  });
});
