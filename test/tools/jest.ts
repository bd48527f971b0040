import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jestArguments } from './arguments.ts';
import type { JestEnd, JestSummary } from './report.ts';

async function readSummary(path: string): Promise<JestSummary | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as JestSummary;
  } catch {
    return undefined;
  }
}

/** How a program is started. Its output is ours unless `stdio` says otherwise. */
export interface ProgramOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly stdio?: 'inherit' | 'ignore';
}

/** Runs a program to its end; its exit code, or null when a signal ended it. */
export function runProgram(
  command: string,
  args: readonly string[],
  options: ProgramOptions,
): Promise<number | null> {
  const child = spawn(command, args, { stdio: 'inherit', ...options });
  // Asked to stop, the runner still reports: it lets the child stop first.
  const stop = (signal: NodeJS.Signals) => void child.kill(signal);
  process.on('SIGINT', stop).on('SIGTERM', stop);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      process.off('SIGINT', stop).off('SIGTERM', stop);
      resolve(code);
    });
  });
}

/** Runs Jest in a project's root, `options.cwd`, and reads the summary it leaves in the system's temporary folder. */
export async function runJest(args: readonly string[], options: ProgramOptions): Promise<JestEnd> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-jest-'));
  try {
    const outputFile = join(folder, 'summary.json');
    const exitCode = await runProgram(
      process.execPath,
      [
        '--experimental-vm-modules',
        '--no-warnings',
        'node_modules/jest/bin/jest.js',
        ...jestArguments(args, outputFile),
      ],
      options,
    );
    return { exitCode, summary: await readSummary(outputFile) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
