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
        message: '',
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

  describe('a file of which Node lost the process', () => {
    const message =
      '  \u25cf Test suite failed to run\n\n    A jest worker process (pid=7) was terminated by ' +
      'another process: signal=SIGSEGV, exitCode=null. Operating system logs may contain more';
    const crashed = { name: '/x/b.test.ts', status: 'failed', message, assertionResults: [] };
    const run = (status: string, test = 'b'): JestEnd => ({
      exitCode: status === 'passed' ? 0 : 1,
      summary: {
        testResults: [
          {
            ...{ name: '/x/b.test.ts', status, message: '' },
            assertionResults: [{ fullName: test, status }],
          },
        ],
      },
    });
    const first: JestEnd = {
      exitCode: 1,
      summary: { testResults: [...onePasses.summary!.testResults, crashed] },
    };

    /** What the runner ends with when Jest ends so, one run after the other. */
    async function endOf(...ends: JestEnd[]) {
      const asked: string[] = [];
      const jest = (args: readonly string[]) => {
        asked.push(args.join(' '));
        return Promise.resolve(ends[asked.length - 1]!);
      };
      const { rim: given, lines } = rim({ jest });
      return { code: await main(['test/x'], given), asked, last: lines.at(-1), lines };
    }

    test('runs once more, loudly', async () => {
      const end = await endOf(first, run('passed'));
      expect(end).toMatchObject({ code: 0, last: '2 passed, 0 failed' });
      expect(end.asked).toEqual(['test/x', 'test/x --runTestsByPath /x/b.test.ts']);
      expect(end.lines).toContain('AGAIN: Node itself crashed under');
    });

    test('fails if a test of it fails, or if it is lost again', async () => {
      expect(await endOf(first, run('failed'))).toMatchObject({
        code: 1,
        last: '1 passed, 1 failed',
      });
      const again = { exitCode: 1, summary: { testResults: [crashed] } };
      const end = await endOf(first, again);
      expect(end).toMatchObject({ code: 1, last: '1 passed, 1 failed' });
      expect(end.asked).toHaveLength(2);
    });

    test('hides no failure of another file', async () => {
      const failed = {
        ...{ name: '/x/c.test.ts', status: 'failed', message: 'no' },
        assertionResults: [{ fullName: 'c', status: 'failed' }],
      };
      const both = { exitCode: 1, summary: { testResults: [failed, crashed] } };
      expect(await endOf(both, run('passed'))).toMatchObject({
        code: 1,
        last: '1 passed, 1 failed',
      });
    });

    test('is no file that failed by itself', async () => {
      const broken = { ...crashed, message: 'Cannot find module' };
      const end = await endOf({ exitCode: 1, summary: { testResults: [broken] } });
      expect(end).toMatchObject({ code: 1, last: '0 passed, 1 failed' });
      expect(end.asked).toEqual(['test/x']);
    });
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
