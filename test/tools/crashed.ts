/**
 * Files of which Node itself lost the process. Node 20's module contexts, without which Jest cannot
 * load modules, sometimes end it by a signal while memory is collected; that says nothing of a test.
 */
import type { JestEnd } from './report.ts';

/** As Jest words it. */
const lost = /A jest worker process \(pid=\d+\) was terminated by another process: signal=SIG/;

/** The files whose process was lost before any of their tests could fail. */
export function crashedFiles({ summary }: JestEnd): string[] {
  return (summary?.testResults ?? [])
    .filter(({ assertionResults, message }) => assertionResults.length === 0 && lost.test(message))
    .map(({ name }) => name);
}

/** The run with what came of its lost files when they ran once more. */
export function withSecondRun(first: JestEnd, again: JestEnd): JestEnd {
  if (first.summary === undefined || again.summary === undefined) return first;
  const replaced = new Set(again.summary.testResults.map(({ name }) => name));
  const kept = first.summary.testResults.filter(({ name }) => !replaced.has(name));
  const wasWell = kept.every(({ status }) => status !== 'failed');
  return {
    exitCode: wasWell ? again.exitCode : first.exitCode,
    summary: { testResults: [...kept, ...again.summary.testResults] },
  };
}
