import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { toolPath } from '../tools/require-tool.ts';
import { inFolder, standInText, withDriver } from './files.ts';
import type { Batch, Step } from './steps.ts';
import { encodeBatch } from './wire.ts';

const execute = promisify(execFile);

export interface CountOptions extends Omit<Batch, 'steps'> {
  /** What is called; of several, one after the other, over and over. */
  readonly step: Step | readonly Step[];
  /** The calls of the two runs that are compared; 100 and 200 by default. */
  readonly calls?: readonly [number, number];
}

/** The instructions that callgrind counted, from what it says at its end. */
export function readCount(report: string): number {
  const count = /Collected : (\d+)/.exec(report)?.[1];
  if (count === undefined) throw new Error(`callgrind reported no count:\n${report}`);
  return Number(count);
}

/** Instructions per call, from two runs that differ in the number of calls. */
export function perCall(calls: readonly [number, number], counts: readonly [number, number]) {
  return (counts[1] - counts[0]) / (calls[1] - calls[0]);
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
  const setup = (times: number) => ({ calls: times, prepare: Math.max(...calls) });
  const shared = {
    cloudfront: await standInText(),
    'bundle.js': await withDriver(batch.code, 'counting-driver.js'),
  };
  const counts = calls.map((times) => {
    const files = { ...shared, steps: encodeBatch({ ...batch, steps }, setup(times)) };
    return inFolder(files, (folder) => countRun(valgrind, njs, folder));
  });
  return perCall(calls, (await Promise.all(counts)) as [number, number]);
}

async function countRun(valgrind: string, njs: string, cwd: string): Promise<number> {
  const args = ['--tool=callgrind', '--callgrind-out-file=/dev/null', njs, '-p', '.', 'bundle.js'];
  const { stdout, stderr } = await execute(valgrind, args, {
    cwd,
    // The size of the environment moves the stack, and with it the count by a little.
    env: {},
    maxBuffer: Infinity,
  });
  if (!stdout.includes('\u001edone')) throw new Error('The handler never settled.');
  return readCount(stderr);
}
