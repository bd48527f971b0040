import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { toolPath } from '../tools/tool-path.ts';
import { inFolder, standInText, withDriver } from './files.ts';
import type { Batch, Step } from './steps.ts';
import { encodeBatch } from './wire.ts';

const execute = promisify(execFile);

export interface CountOptions extends Omit<Batch, 'steps'> {
  /** What is called; of several, one after the other, over and over. */
  readonly step: Step | readonly Step[];
  /** How many calls go before, and how many there are with those that are counted: 100 and 200. */
  readonly calls?: readonly [number, number];
}

/** The instructions that callgrind wrote down in one of its files. */
export function readCount(profile: string): number {
  const count = /^totals: (\d+)$/m.exec(profile)?.[1];
  if (count === undefined) throw new Error(`callgrind wrote no count:\n${profile.slice(0, 500)}`);
  return Number(count);
}

/**
 * Instructions per call of the bundle's handler in njs, the driver's loop included: take off the
 * count of an empty handler for the net cost. The same on every run. Undefined where valgrind or
 * njs is missing.
 *
 * @throws Error when a call throws or never settles: what it costs to fail would mean nothing
 */
export async function countInstructions(options: CountOptions): Promise<number | undefined> {
  const valgrind = toolPath('valgrind');
  const njs = toolPath('njs');
  if (valgrind === undefined || njs === undefined) return undefined;
  const { step, calls = [100, 200], ...batch } = options;
  const steps = 'event' in step ? [step] : step;
  const [uncounted, all] = calls;
  const files = {
    cloudfront: await standInText(),
    'bundle.js': await withDriver(batch.code, 'counting-driver.js'),
    steps: encodeBatch({ ...batch, steps }, { uncounted, calls: all }),
  };
  const count = await inFolder(files, (folder) => countRun(valgrind, njs, folder));
  return count / (all - uncounted);
}

/**
 * What ran between the driver's two calls of `Math.cosh`, which end up in the C library's `cosh`:
 * callgrind begins a new file at each.
 */
async function countRun(valgrind: string, njs: string, cwd: string): Promise<number> {
  const args = ['--tool=callgrind', '--callgrind-out-file=profile', '--dump-before=cosh'];
  const { stdout } = await execute(valgrind, [...args, njs, '-p', '.', 'bundle.js'], {
    cwd,
    // The size of the environment moves the stack, and with it the count by a little.
    env: {},
    maxBuffer: Infinity,
  });
  if (!stdout.includes('\u001edone')) throw new Error('The handler never settled.');
  return readCount(await readFile(join(cwd, 'profile.2'), 'utf8'));
}
