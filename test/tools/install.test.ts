import { describe, expect, test } from '@jest/globals';
import type { Machine } from './find.ts';
import { missingOf, packagesToInstall, provide, runApt, type RunApt } from './install.ts';

describe('packagesToInstall', () => {
  const facts = { missing: ['chromium', 'njs'], uid: 0, hasApt: true, refused: false } as const;

  test('what is missing, where we are root and apt-get is', () => {
    expect(packagesToInstall(facts)).toEqual(['chromium', 'njs']);
    expect(packagesToInstall({ ...facts, missing: ['njs'] })).toEqual(['njs']);
  });

  test.each([
    ['nothing is missing', { missing: [] }],
    ['we are not root', { uid: 1000 }],
    ['the system has no user ids', { uid: undefined }],
    ['there is no apt-get', { hasApt: false }],
    ['the user refused', { refused: true }],
  ])('nothing where %s', (_, change) => {
    expect(packagesToInstall({ ...facts, ...change })).toEqual([]);
  });
});

/** A machine whose apt-get installs what `offered` lists. */
function setting(
  installed: readonly string[],
  offered: readonly string[],
  uid: number | undefined,
) {
  const words: Record<string, string> = {
    '/usr/bin/chromium': 'Chromium 140.0.1.2',
    '/usr/bin/njs': '0.8.4',
    '/usr/bin/valgrind': 'valgrind-3.19.0',
  };
  const present = new Set(installed.map((name) => `/usr/bin/${name}`));
  const machine: Machine = {
    platform: 'linux',
    env: { PATH: '/usr/bin' },
    exists: (path) => path === '/usr/bin/apt-get' || present.has(path),
    output: (path) => words[path],
  };
  const commands: string[] = [];
  const apt: RunApt = (args) => {
    commands.push(args.join(' '));
    const name = args.at(-1) ?? '';
    if (args[0] === 'update') return { ok: true, says: '' };
    if (!offered.includes(name)) return { ok: false, says: `E: Unable to locate package ${name}` };
    present.add(`/usr/bin/${name}`);
    return { ok: true, says: '' };
  };
  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  return { provision: { machine, uid, refused: false, apt, print }, commands, lines };
}

describe('provide', () => {
  test('installs what is missing, each package by itself, and looks again', () => {
    const { provision, commands, lines } = setting([], ['chromium', 'njs', 'valgrind'], 0);
    expect(missingOf(provide(provision))).toEqual([]);
    expect(commands).toEqual([
      'update',
      'install -y --no-install-recommends chromium',
      'install -y --no-install-recommends njs',
      'install -y --no-install-recommends valgrind',
    ]);
    expect(lines[0]).toBe('Installing chromium and njs and valgrind with apt-get …');
    expect(lines).toContain('njs 0.8.4 (0.7.9 is wanted): /usr/bin/njs');
  });

  test('a package that the distribution lacks is told, and the other is installed', () => {
    const { provision, lines } = setting(['valgrind'], ['chromium'], 0);
    expect(missingOf(provide(provision))).toEqual(['njs']);
    expect(lines.join('\n')).toContain('Unable to locate package njs');
    expect(lines.join('\n')).toMatch(/^MISSING: njs\. To get it: apt-get install njs/m);
  });

  test('where we may not install, it only says what is missing', () => {
    const { provision, commands, lines } = setting(['njs', 'valgrind'], ['chromium'], 1000);
    expect(missingOf(provide(provision))).toEqual(['chromium']);
    expect(commands).toEqual([]);
    expect(lines.join('\n')).toMatch(/^MISSING: chromium/m);
  });
});

const root = process.getuid?.() === 0;
const hasApt = root && runApt(['--version']).ok;

const aptSuite = 'apt-get itself, dry run';
(hasApt ? describe : describe.skip)(
  hasApt ? aptSuite : `${aptSuite} [skipped: not root, or no apt-get]`,
  () => {
    test('knows the options that we give it', () => {
      expect(runApt(['install', '-s', '--no-install-recommends', 'apt'])).toEqual({
        ok: true,
        says: '',
      });
    });

    test('fails for a package that is not there, and says so', () => {
      const { ok, says } = runApt(['install', '-s', 'no-such-package-of-latchkey']);
      expect(ok).toBe(false);
      expect(says).toContain('no-such-package-of-latchkey');
    });
  },
);
