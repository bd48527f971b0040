/** Says what the command waits for: on standard error, so that the answer can be piped. */

export interface Step {
  readonly title: string;
  readonly run: () => Promise<unknown>;
}

/** Runs one step after the other; the first that fails ends it, with its own error. */
export async function inSteps(isJson: boolean, steps: readonly Step[]): Promise<void> {
  if (isJson) {
    for (const { run } of steps) await run();
    return;
  }
  const { Listr, ListrLogger, ProcessOutput } = await import('listr2');
  const logger = new ListrLogger({
    useIcons: process.stderr.isTTY,
    processOutput: new ProcessOutput(process.stderr, process.stderr),
  });
  const list = new Listr<object, 'default', 'simple'>(
    steps.map(({ title, run }) => ({ title, task: async () => void (await run()) })),
    {
      renderer: 'default',
      // The answer says it all once it is there.
      rendererOptions: { logger, clearOutput: true, showErrorMessage: false },
      fallbackRenderer: 'simple',
      fallbackRendererCondition: () => !process.stderr.isTTY,
      fallbackRendererOptions: { logger },
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
