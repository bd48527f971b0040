import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from 'aws-lambda';
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';

export interface LambdaOptions {
  /** The built bundle, exactly as it is deployed. */
  readonly bundle: URL;
  readonly env: Readonly<Record<string, string>>;
  /** Gets each line of its log. */
  readonly onLog?: ((line: string) => void) | undefined;
  /** Milliseconds that its clock is ahead of this machine's. */
  readonly clockOffset?: number;
}

export interface LocalLambda {
  /** @throws when the handler threw or the environment died */
  invoke(event: LambdaFunctionURLEvent): Promise<LambdaFunctionURLResult>;
  stop(): Promise<void>;
}

interface Waiting {
  resolve(result: LambdaFunctionURLResult): void;
  reject(error: Error): void;
}

/** Starts one execution environment at the first event, as Lambda does, and keeps it. */
export function createLambda(options: LambdaOptions): LocalLambda {
  let environment: ReturnType<typeof startEnvironment> | null = null;
  return {
    invoke(event) {
      environment ??= startEnvironment(options, () => {
        environment = null;
      });
      return environment.invoke(event);
    },
    stop: async () => environment?.stop(),
  };
}

function startEnvironment(options: LambdaOptions, onEnd: () => void) {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  const worker = new Worker(new URL('./lambda-worker.mjs', import.meta.url), {
    env: { ...options.env },
    execArgv: [],
    stdout: true,
    workerData: { bundle: options.bundle.href, clockOffset: options.clockOffset ?? 0 },
  });
  createInterface({ input: worker.stdout }).on('line', (line) => options.onLog?.(line));
  worker.on('message', ({ id, result, error }: Answer) => {
    const caller = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) caller?.resolve(result as LambdaFunctionURLResult);
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
    invoke: (event: LambdaFunctionURLEvent) =>
      new Promise<LambdaFunctionURLResult>((resolve, reject) => {
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
