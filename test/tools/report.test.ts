import { describe, expect, test } from '@jest/globals';
import { choosesByName, jestArguments, parseArguments } from './arguments.ts';
import { judge, lastLine, skippedLines, type JestSummary } from './report.ts';

const file = (name: string, status: string, tests: Readonly<Record<string, string>>) => ({
  name: `${process.cwd()}/${name}`,
  status,
  message: '',
  assertionResults: Object.entries(tests).map(([fullName, state]) => ({ fullName, status: state })),
});

const summary = (...testResults: JestSummary['testResults'][number][]): JestSummary => ({
  testResults,
});

const good = summary(file('a.test.ts', 'passed', { one: 'passed', two: 'passed' }));

describe('judge', () => {
  test('counts tests', () => {
    const mixed = summary(
      file('a.test.ts', 'failed', { one: 'passed', two: 'failed', three: 'pending' }),
      file('b.test.ts', 'passed', { four: 'passed', five: 'todo' }),
    );
    expect(judge({ exitCode: 1, summary: mixed }, [])).toEqual({
      totals: { passed: 2, failed: 1, skipped: 2 },
      problems: [],
    });
  });

  test.each([
    [
      'a file that did not load',
      1,
      summary(...good.testResults, file('b.test.ts', 'failed', {})),
      'The test file b.test.ts failed as a whole.',
    ],
    [
      'a hook that threw',
      1,
      summary(file('b.test.ts', 'failed', { one: 'passed' })),
      'The test file b.test.ts failed as a whole.',
    ],
    ['a crash', 134, undefined, 'Jest ended without a summary.'],
    ['a signal', null, good, 'Jest ended with a signal although no test failed.'],
    ['a threshold', 1, good, 'Jest ended with 1 although no test failed.'],
    ['no tests at all', 0, summary(), 'No test ran.'],
    [
      'skipped tests alone',
      0,
      summary(file('a.test.ts', 'passed', { one: 'pending' })),
      'No test ran.',
    ],
  ])('%s is one failure', (_, exitCode, tests, problem) => {
    const verdict = judge({ exitCode, summary: tests }, []);
    expect(verdict.problems).toEqual([problem]);
    expect(verdict.totals.failed).toBe(1);
  });

  test('a tool missing under CI is a failure each', () => {
    const verdict = judge({ exitCode: 0, summary: good }, ['chromium', 'njs']);
    expect(verdict.problems).toEqual([
      'CI is set and chromium is missing.',
      'CI is set and njs is missing.',
    ]);
    expect(verdict.totals).toEqual({ passed: 2, failed: 2, skipped: 0 });
  });
});

test('lastLine', () => {
  expect(lastLine({ passed: 3, failed: 0, skipped: 0 })).toBe('3 passed, 0 failed');
  expect(lastLine({ passed: 3, failed: 1, skipped: 2 })).toBe('3 passed, 1 failed, 2 skipped');
});

describe('skippedLines', () => {
  const skipped = summary(
    file('a.test.ts', 'passed', {
      'x [skipped: njs is missing] one': 'pending',
      'x [skipped: njs is missing] two': 'pending',
      'y three': 'pending',
      'y four': 'todo',
      'y five': 'passed',
    }),
  );

  test('groups by reason and file', () => {
    expect(skippedLines(skipped, false)).toEqual([
      '  2 × njs is missing (a.test.ts)',
      '  1 × skipped in the file: y three (a.test.ts)',
      '  1 × to be written: y four (a.test.ts)',
    ]);
  });

  test('tests that were not chosen by name are not listed one by one', () => {
    expect(skippedLines(skipped, true)).toEqual([
      '  2 × njs is missing (a.test.ts)',
      '  2 × not chosen by name (a.test.ts)',
    ]);
  });
});

describe('arguments', () => {
  test('the runner takes its own and leaves the rest to Jest', () => {
    expect(parseArguments(['test/session', '--no-install', '-t', 'ring'])).toEqual({
      help: false,
      noInstall: true,
      jest: ['test/session', '-t', 'ring'],
    });
    expect(parseArguments(['-h']).help).toBe(true);
  });

  test('two workers, unless the user says how many', () => {
    expect(jestArguments(['x'], '/tmp/s')).toEqual([
      '--json',
      '--outputFile=/tmp/s',
      '--maxWorkers=2',
      'x',
    ]);
    for (const own of ['-i', '--runInBand', '-w=4', '--maxWorkers=50%']) {
      expect(jestArguments([own], '/tmp/s')).not.toContain('--maxWorkers=2');
    }
  });

  test('choosesByName', () => {
    expect(choosesByName(['-t', 'ring'])).toBe(true);
    expect(choosesByName(['--testNamePattern=ring'])).toBe(true);
    expect(choosesByName(['test/tools'])).toBe(false);
  });
});
