/** Says what the command waits for: on standard error, so that the answer can be piped. */

export interface Step {
  readonly title: string;
  readonly run: () => Promise<unknown>;
}

/** Runs one step after the other; the first that fails ends it, with its own error. */
export async function inSteps(isJson: boolean, steps: readonly Step[]): Promise<void> {
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
): Promise<Result> {
  const found: Result[] = [];
  await inSteps(isJson, [{ title, run: async () => found.push(await run()) }]);
  return found[0] as Result;
}
