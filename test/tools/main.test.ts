import { describe, expect, test } from '@jest/globals';
import type { FoundTool } from './find.ts';
import { main, testEnvironment, type Rim } from './main.ts';
import type { JestEnd } from './report.ts';
import type { ToolName } from './tools.ts';

const chromium: FoundTool = { path: '/usr/bin/chromium', version: '140' };
const njs: FoundTool = { path: '/usr/bin/njs', version: '0.7.9' };
const all = new Map<ToolName, FoundTool | undefined>([
  ['chromium', chromium],
  ['njs', njs],
]);
const withoutNjs = new Map(all).set('njs', undefined);

const onePasses: JestEnd = {
  exitCode: 0,
  summary: {
    testResults: [
      {
        name: '/x/a.test.ts',
        status: 'passed',
        assertionResults: [{ fullName: 'a', status: 'passed' }],
      },
    ],
  },
};

function rim(change: Partial<Rim> = {}) {
  const lines: string[] = [];
  const calls: string[] = [];
  const base: Rim = {
    env: { NJS_PATH: '/stale/njs' },
    print: (text) => void lines.push(...text.split('\n')),
    provide: () => all,
    hasBundles: () => true,
    build: () => {
      calls.push('build');
      return Promise.resolve(0);
    },
    jest: (args, env) => {
      calls.push(`jest ${args.join(' ')} NJS_PATH=${env.NJS_PATH}`);
      return Promise.resolve(onePasses);
    },
  };
  return { rim: { ...base, ...change }, lines, calls };
}

describe('main', () => {
  test('passes arguments and tools on; the last line counts', async () => {
    const { rim: given, lines, calls } = rim();
    expect(await main(['test/session'], given)).toBe(0);
    expect(calls).toEqual(['jest test/session NJS_PATH=/usr/bin/njs']);
    expect(lines.at(-1)).toBe('1 passed, 0 failed');
  });

  test('builds what is not built; a failed build is the last word', async () => {
    const built = rim({ hasBundles: () => false });
    expect(await main([], built.rim)).toBe(0);
    expect(built.calls[0]).toBe('build');
    const broken = rim({ hasBundles: () => false, build: () => Promise.resolve(1) });
    expect(await main([], broken.rim)).toBe(1);
    expect(broken.calls).toEqual([]);
    expect(broken.lines.at(-1)).toBe('0 passed, 1 failed');
  });

  test('a missing tool is loud, and fails the run under CI only', async () => {
    for (const [CI, code, last] of [
      [undefined, 0, '1 passed, 0 failed'],
      ['false', 0, '1 passed, 0 failed'],
      ['true', 1, '1 passed, 1 failed'],
    ] as const) {
      const { rim: given, lines } = rim({ env: { CI }, provide: () => withoutNjs });
      expect(await main([], given)).toBe(code);
      expect(lines.filter((line) => line.startsWith('MISSING: njs'))).toHaveLength(1);
      expect(lines.at(-1)).toBe(last);
      expect(lines.includes('FAILED: CI is set and njs is missing.')).toBe(code === 1);
    }
  });

  test('--help runs nothing', async () => {
    const { rim: given, lines, calls } = rim();
    expect(await main(['--help'], given)).toBe(0);
    expect(calls).toEqual([]);
    expect(lines[0]).toMatch(/^Usage: npm test/);
  });

  test('--no-install reaches the search for tools', async () => {
    const asked: boolean[] = [];
    const provide = (noInstall: boolean) => {
      asked.push(noInstall);
      return all;
    };
    await main(['--no-install'], rim({ provide }).rim);
    await main([], rim({ provide }).rim);
    expect(asked).toEqual([true, false]);
  });
});

test('testEnvironment: paths of the tools that were found, and no stale ones', () => {
  const env = testEnvironment({ NJS_PATH: '/stale/njs', HOME: '/root' }, withoutNjs);
  expect(env).toEqual({ HOME: '/root', CHROMIUM_PATH: '/usr/bin/chromium' });
});
