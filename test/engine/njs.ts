import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { requireToolPath } from '../tools/tool-path.ts';
import { inFolder, standInText, withDriver } from './files.ts';
import { split, type Batch, type Outcome } from './steps.ts';
import { decodeOutcomes, encodeBatch } from './wire.ts';

const execute = promisify(execFile);

/** The engine never frees memory: about 16 KB a call. */
export const stepsPerProcess = 10_000;
const processesAtOnce = 2;
const processTimeout = 120_000;

async function runProcess(batch: Batch): Promise<Outcome[]> {
  const files = {
    cloudfront: await standInText(),
    steps: encodeBatch(batch),
    'bundle.js': await withDriver(batch.code, 'driver.js'),
  };
  return inFolder(files, async (folder) => {
    const { stdout } = await execute(requireToolPath('njs'), ['-p', folder, 'bundle.js'], {
      cwd: folder,
      maxBuffer: Infinity,
      timeout: processTimeout,
    });
    return decodeOutcomes(stdout, batch.steps.length);
  });
}

/**
 * Runs the unedited bundle in a real njs, the engine family of CloudFront Functions: a process for
 * each 10,000 steps, two at a time. Module state lives as long as a process, which CloudFront does
 * not promise either way.
 *
 * @throws Error with njs's own words when it refuses the bundle or stops, or a step never settles
 */
export async function runInNjs(batch: Batch): Promise<Outcome[]> {
  const parts = split(batch.steps, stepsPerProcess);
  const outcomes: Outcome[][] = [];
  let next = 0;
  async function work(): Promise<void> {
    while (next < parts.length) {
      const index = next++;
      outcomes[index] = await runProcess({ ...batch, steps: parts[index] ?? [] });
    }
  }
  await Promise.all(Array.from({ length: processesAtOnce }, work));
  return outcomes.flat();
}
