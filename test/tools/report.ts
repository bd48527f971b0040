import { relative } from 'node:path';

/** What the runner reads of the summary that `jest --json` writes. */
export interface JestSummary {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    /** Why the file failed, for people. */
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
    }[];
  }[];
}

export interface Totals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export interface Verdict {
  readonly totals: Totals;
  /** What is wrong beyond failed tests, each counted as one failure. */
  readonly problems: readonly string[];
}

/** How Jest ended; `summary` is undefined when it wrote none. */
export interface JestEnd {
  readonly exitCode: number | null;
  readonly summary: JestSummary | undefined;
}

function count(summary: JestSummary, statuses: readonly string[]): number {
  const all = summary.testResults.flatMap((file) => file.assertionResults);
  return all.filter(({ status }) => statuses.includes(status)).length;
}

/** Files that failed otherwise than by a failed test: they did not load, or a hook threw. */
function brokenFiles(summary: JestSummary): string[] {
  return summary.testResults
    .filter((file) => file.status === 'failed')
    .filter((file) => !file.assertionResults.some(({ status }) => status === 'failed'))
    .map((file) => `The test file ${relative(process.cwd(), file.name)} failed as a whole.`);
}

/** Judges a run. What must not pass for a success: a crash, no tests, tools missing under CI. */
export function judge({ exitCode, summary }: JestEnd, missingUnderCi: readonly string[]): Verdict {
  const tests = summary ?? { testResults: [] };
  const passed = count(tests, ['passed']);
  const failedTests = count(tests, ['failed']);
  const problems = brokenFiles(tests);
  if (summary === undefined) problems.push('Jest ended without a summary.');
  else if (passed + failedTests + problems.length === 0) problems.push('No test ran.');
  if (exitCode !== 0 && failedTests + problems.length === 0) {
    problems.push(`Jest ended with ${exitCode ?? 'a signal'} although no test failed.`);
  }
  for (const tool of missingUnderCi) problems.push(`CI is set and ${tool} is missing.`);
  const skipped = count(tests, ['pending', 'todo', 'skipped', 'disabled']);
  return { totals: { passed, failed: failedTests + problems.length, skipped }, problems };
}

/** The last line of every run. */
export function lastLine({ passed, failed, skipped }: Totals): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** What was skipped and why: each reason with its count, and by name what gives no reason. */
export function skippedLines(summary: JestSummary, byName: boolean): string[] {
  const counts = new Map<string, number>();
  for (const file of summary.testResults) {
    for (const { fullName, status } of file.assertionResults) {
      if (status === 'passed' || status === 'failed') continue;
      const reason = skipReason(fullName, status, byName);
      const line = `${reason} (${relative(process.cwd(), file.name)})`;
      counts.set(line, (counts.get(line) ?? 0) + 1);
    }
  }
  return [...counts].map(([line, times]) => `  ${times} × ${line}`);
}

function skipReason(fullName: string, status: string, byName: boolean): string {
  const reason = /\[skipped: ([^\]]+)\]/.exec(fullName)?.[1];
  if (reason !== undefined) return reason;
  if (byName) return 'not chosen by name';
  return `${status === 'todo' ? 'to be written' : 'skipped in the file'}: ${fullName}`;
}
