/** Says what the command waits for: on standard error, so that the answer can be piped. */
import { Failure } from './failure.ts';

export interface Step {
  readonly title: string;
  readonly run: () => Promise<unknown>;
}

/** Ctrl-C: what waits is left to itself. It is no failure, which a caller might go on from. */
export class Interrupted extends Error {
  readonly lost: Failure;

  constructor(lost: Failure) {
    super(lost.message);
    this.name = 'Interrupted';
    this.lost = lost;
  }
}

/**
 * Runs one step after the other; the first that fails ends it, with its own error.
 *
 * @param lost what is said to whoever does not wait for it; `null` where nothing is changed
 * @throws {Interrupted}
 */
export async function inSteps(
  isJson: boolean,
  steps: readonly Step[],
  lost: Failure | null = null,
): Promise<void> {
  let onInterrupt = () => undefined as void;
  const interruption = new Promise<never>((_resolve, reject) => {
    onInterrupt = () => {
      reject(
        new Interrupted(lost ?? new Failure('interrupted', 'interrupted; nothing was changed')),
      );
    };
  });
  // It may come between two steps.
  interruption.catch(() => undefined);
  process.once('SIGINT', onInterrupt);
  try {
    const orInterrupted = (run: Step['run']) => () => Promise.race([run(), interruption]);
    await runAll(
      isJson,
      steps.map(({ title, run }) => ({ title, run: orInterrupted(run) })),
    );
  } finally {
    process.off('SIGINT', onInterrupt);
  }
}

async function runAll(isJson: boolean, steps: readonly Step[]): Promise<void> {
  if (!isJson && process.stderr.isTTY) return spin(steps);
  for (const { title, run } of steps) {
    if (!isJson) process.stderr.write(`${title} …\n`);
    await run();
  }
}

async function spin(steps: readonly Step[]): Promise<void> {
  const { Listr, ListrLogger, ProcessOutput } = await import('listr2');
  const list = new Listr(
    steps.map(({ title, run }) => ({ title, task: async () => void (await run()) })),
    {
      renderer: 'default',
      // Decided above, by where the progress goes.
      fallbackRendererCondition: false,
      forceTTY: true,
      // It would end the process without a word.
      registerSignalListeners: false,
      rendererOptions: {
        logger: new ListrLogger({
          useIcons: true,
          processOutput: new ProcessOutput(process.stderr, process.stderr),
        }),
        // The answer says it all once it is there.
        clearOutput: true,
        showErrorMessage: false,
      },
    },
  );
  await list.run();
}

/** One step, and what it found. */
export async function inOneStep<Result>(
  isJson: boolean,
  title: string,
  run: () => Promise<Result>,
  lost: Failure | null = null,
): Promise<Result> {
  const found: Result[] = [];
  await inSteps(isJson, [{ title, run: async () => found.push(await run()) }], lost);
  return found[0] as Result;
}
