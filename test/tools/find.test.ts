import { delimiter } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { candidates, findTool, thisMachine, type Machine } from './find.ts';

/** A machine where these programs exist and print these words; undefined: they fail to start. */
function machine(
  programs: Readonly<Record<string, string | undefined>>,
  more: Partial<Machine> = {},
): Machine {
  return {
    platform: 'linux',
    env: { PATH: ['/usr/local/bin', '/usr/bin'].join(delimiter) },
    exists: (path) => Object.hasOwn(programs, path),
    output: (path) => programs[path],
    ...more,
  };
}

describe('findTool', () => {
  test('takes the variable first, then PATH in its order', () => {
    const programs = {
      '/opt/njs': '0.8.4\n',
      '/usr/bin/njs': '0.7.9\n',
      '/usr/local/bin/njs': '0.8.9\n',
    };
    const env = { PATH: `/usr/local/bin${delimiter}/usr/bin`, NJS_PATH: '/opt/njs' };
    expect(candidates('njs', machine(programs, { env }))).toEqual([
      '/opt/njs',
      '/usr/local/bin/njs',
      '/usr/bin/njs',
    ]);
    expect(findTool('njs', machine(programs, { env }))).toEqual({
      path: '/opt/njs',
      version: '0.8.4',
    });
  });

  test('finds Chromium by its other names, and where macOS keeps it', () => {
    expect(
      findTool('chromium', machine({ '/usr/bin/google-chrome': 'Google Chrome 140.0.1.2 \n' })),
    ).toEqual({ path: '/usr/bin/google-chrome', version: '140.0.1.2' });
    const app = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
    const mac = machine({ [app]: 'Google Chrome 140.0.1.2\n' }, { platform: 'darwin' });
    expect(findTool('chromium', mac)?.path).toBe(app);
    expect(findTool('chromium', { ...mac, platform: 'linux' })).toBeUndefined();
  });

  test.each([
    ['does not start', undefined],
    ['is the stub of a snap', 'Command requires the chromium snap to be installed.\n'],
    ['is something else', 'chromium-bsu 0.9.16\n'],
  ])('passes over a program that %s', (_, words) => {
    const stub = { '/usr/bin/chromium': words };
    expect(findTool('chromium', machine(stub))).toBeUndefined();
    const both = { ...stub, '/usr/bin/google-chrome': 'Google Chrome 140.0.1.2' };
    expect(findTool('chromium', machine(both))?.path).toBe('/usr/bin/google-chrome');
  });

  test('a variable that names nothing does not hide what is installed', () => {
    const env = { PATH: '/usr/bin', NJS_PATH: '/nowhere' };
    expect(findTool('njs', machine({ '/usr/bin/njs': '0.7.9' }, { env }))?.path).toBe(
      '/usr/bin/njs',
    );
  });

  test('this machine starts programs and reads their words', () => {
    const words = thisMachine.output(process.execPath, ['--version']);
    expect(words?.trim()).toBe(process.version);
    expect(thisMachine.output(process.execPath, ['-e', 'process.exit(1)'])).toBeUndefined();
    expect(thisMachine.output('/nowhere/at/all', [])).toBeUndefined();
  });
});
