/** Runs the Lambdas of a stack, each from its asset, with its settings, role and timeout. */
import { lambdaEnvironment } from '../../local/account.ts';
import { localAccount } from '../../local/aws/clients.ts';
import type { Clock } from '../../local/clock.ts';
import { mapEventSource, type EventSource } from '../../local/event-source.ts';
import { createLambda, type LocalLambda } from '../../local/lambda.ts';
import { TemplateError } from './fields.ts';
import { eventSourcesOf, lambdaOf, triggeredBy } from './lambdas.ts';
import type { Allows } from './permissions.ts';
import type { Services } from './services.ts';
import type { DeployedStack } from './stack.ts';

export class LambdaRunner {
  readonly #stack: DeployedStack;
  readonly #clock: Clock;
  readonly #onLog: ((line: string) => void) | undefined;
  readonly #sources: EventSource[] = [];
  readonly #started = new Map<string, LocalLambda>();

  constructor(stack: DeployedStack, clock: Clock, onLog: ((line: string) => void) | undefined) {
    this.#stack = stack;
    this.#clock = clock;
    this.#onLog = onLog;
  }

  invoke<Result>(id: string, event: unknown): Promise<Result> {
    return this.#lambda(id).invoke<Result>(event);
  }

  /** What runs within the deploy, one after the other. */
  async runTriggers(): Promise<void> {
    for (const id of triggeredBy(this.#stack)) await this.invoke(id, {});
  }

  /** @throws {TemplateError} when a Lambda may not take from the queue that it is to drain */
  drainQueues({ queues }: Services, allows: Allows): void {
    for (const { lambda, queue } of eventSourcesOf(this.#stack)) {
      const { role } = lambdaOf(this.#stack, lambda);
      for (const action of ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes']) {
        if (!allows(role, `sqs:${action}`, this.#stack.name(queue, 'Arn'))) {
          throw new TemplateError(lambda, `may not sqs:${action} of the queue that it drains`);
        }
      }
      this.#sources.push(
        mapEventSource(queues.get(queue)!, this.#lambda(lambda), localAccount.region),
      );
    }
  }

  /** Has the queues looked at: their clock may have been moved. */
  look(): void {
    for (const source of this.#sources) source.look();
  }

  async stop(): Promise<void> {
    for (const source of this.#sources) source.stop();
    await Promise.all([...this.#started.values()].map((lambda) => lambda.stop()));
  }

  #lambda(id: string): LocalLambda {
    const started = this.#started.get(id) ?? this.#start(id);
    this.#started.set(id, started);
    return started;
  }

  #start(id: string): LocalLambda {
    const { bundle, variables, timeout, role } = lambdaOf(this.#stack, id);
    const common = lambdaEnvironment(this.#stack.port);
    const lambda = createLambda({
      bundle,
      // The key's id says whose credentials they are.
      env: { ...common, AWS_ACCESS_KEY_ID: role, ...variables },
      clock: this.#clock,
      onLog: this.#onLog,
    });
    return limited(lambda, timeout);
  }
}

/** A Lambda that is given up after its timeout, in seconds. */
export function limited(lambda: LocalLambda, timeout: number): LocalLambda {
  return {
    stop: () => lambda.stop(),
    invoke<Result>(event: unknown) {
      return new Promise<Result>((resolve, reject) => {
        const timer = setTimeout(() => {
          reject(new Error(`Task timed out after ${timeout} seconds`));
        }, timeout * 1000);
        timer.unref();
        lambda.invoke<Result>(event).then(resolve, reject);
      });
    },
  };
}
