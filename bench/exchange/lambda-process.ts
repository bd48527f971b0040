import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** What loading a bundle took, in milliseconds and microseconds of CPU; memory in bytes. */
export interface Load {
  readonly milliseconds: number;
  readonly cpu: number;
  readonly rss: number;
}

/** What a batch of events came to; CPU in microseconds for all of them. */
export interface Batch<Result> {
  readonly results: readonly Result[];
  readonly cpu: number;
  readonly rss: number;
}

export interface LambdaProcess {
  readonly load: Load;
  /** @throws Error with what the handler threw */
  run<Result>(events: readonly unknown[]): Promise<Batch<Result>>;
  stop(): Promise<void>;
}

export interface LambdaProgram {
  readonly bundle: string;
  readonly env: Readonly<Record<string, string>>;
}

const script = fileURLToPath(new URL('lambda-process.mjs', import.meta.url));

/** Starts a new process and loads the bundle in it. */
export async function startLambda(
  { bundle, env }: LambdaProgram,
  execArgv: readonly string[] = [],
): Promise<LambdaProcess> {
  const child = fork(script, [bundle], {
    env,
    execArgv: [...execArgv],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const gone = once(child, 'exit');
  const answer = async () => {
    const first = await Promise.race([once(child, 'message'), gone.then(() => null)]);
    if (first === null) throw new Error(`${bundle} ended before it answered`);
    return first[0] as unknown;
  };
  const load = (await answer()) as Load;
  return {
    load,
    async run<Result>(events: readonly unknown[]) {
      const answered = answer();
      child.send([...events]);
      const batch = (await answered) as Batch<Result> | { readonly error: string };
      if ('error' in batch) throw new Error(batch.error);
      return batch;
    },
    async stop() {
      child.disconnect();
      await gone;
    },
  };
}
