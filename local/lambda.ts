import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import type { Clock } from './clock.ts';

export interface LambdaOptions {
  /** The built bundle, exactly as it is deployed. */
  readonly bundle: URL;
  readonly env: Readonly<Record<string, string>>;
  readonly clock: Clock;
  /** Gets each line of its log. */
  readonly onLog?: ((line: string) => void) | undefined;
}

export interface LocalLambda {
  /** @throws when the handler threw, the environment died, or the Lambda has been stopped */
  invoke<Result>(event: unknown): Promise<Result>;
  stop(): Promise<void>;
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Starts one execution environment at the first event, as Lambda does, and keeps it. */
export function createLambda(options: LambdaOptions): LocalLambda {
  let environment: ReturnType<typeof startEnvironment> | null = null;
  let isStopped = false;
  return {
    invoke<Result>(event: unknown) {
      // An event that comes late must not start another, which nobody would stop.
      if (isStopped) return Promise.reject<Result>(new Error('the Lambda has been stopped'));
      environment ??= startEnvironment(options, () => {
        environment = null;
      });
      return environment.invoke(event) as Promise<Result>;
    },
    async stop() {
      isStopped = true;
      await environment?.stop();
    },
  };
}

function startEnvironment(options: LambdaOptions, onEnd: () => void) {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  const worker = new Worker(new URL('./lambda-worker.mjs', import.meta.url), {
    env: { ...options.env },
    execArgv: ['--no-warnings'],
    stdout: true,
    workerData: { bundle: options.bundle.href, clock: options.clock.shared },
  });
  createInterface({ input: worker.stdout }).on('line', (line) => options.onLog?.(line));
  worker.on('message', ({ id, result, error }: Answer) => {
    const caller = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) caller?.resolve(result);
    else caller?.reject(new Error(error));
  });
  worker.on('error', (error) => {
    failAll(error instanceof Error ? error : new Error(String(error)));
  });
  worker.on('exit', () => {
    failAll(new Error('the execution environment ended'));
  });

  function failAll(error: Error): void {
    onEnd();
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  }

  return {
    invoke: (event: unknown) =>
      new Promise<unknown>((resolve, reject) => {
        waiting.set(++lastId, { resolve, reject });
        worker.postMessage({ id: lastId, event });
      }),
    stop: async () => {
      await worker.terminate();
    },
  };
}

interface Answer {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}
