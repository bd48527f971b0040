import { randomUUID } from 'node:crypto';
import type { HttpHandler } from '../http.ts';
import { CallCounter } from './calls.ts';
import { queuesApi } from './queue-api.ts';
import { checkBody, checkRange, queueError, queueLimits } from './queue-limits.ts';

export interface QueueOptions {
  readonly name: string;
  readonly region: string;
  readonly accountId: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Seconds; default 30. */
  readonly visibilityTimeout?: number;
  /** Default a random UUID. */
  readonly newMessageId?: () => string;
}

export interface QueueMessage {
  readonly id: string;
  readonly body: string;
  /** Milliseconds since 1970. */
  readonly sentAt: number;
  /** From when it may be received. */
  visibleAt: number;
  receiveCount: number;
  firstReceivedAt: number | null;
}

export interface ReceivedMessage {
  readonly message: Readonly<QueueMessage>;
  readonly receiptHandle: string;
}

/**
 * One standard SQS queue. Messages are given out in the order they came, which a real queue does
 * not promise.
 *
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/Welcome.html
 */
export class Queue {
  readonly name: string;
  readonly arn: string;
  /** The path of the queue's URL; SDK clients send the whole URL, whatever its host. */
  readonly path: string;
  readonly createdAt: number;
  readonly visibilityTimeout: number;
  readonly calls = new CallCounter();
  readonly handle: HttpHandler;
  /** Called after a message came in: what an event source mapping would start from. */
  onMessage: (() => void) | null = null;
  readonly #now: () => number;
  readonly #newMessageId: () => string;
  #messages: QueueMessage[] = [];

  constructor(options: QueueOptions) {
    const { name, region, accountId } = options;
    this.name = name;
    this.arn = `arn:aws:sqs:${region}:${accountId}:${name}`;
    this.path = `/${accountId}/${name}`;
    this.#now = options.now;
    this.createdAt = options.now();
    this.visibilityTimeout = options.visibilityTimeout ?? 30;
    this.#newMessageId = options.newMessageId ?? randomUUID;
    this.handle = queuesApi([this]);
  }

  /** The queue's URL on a server of this machine. */
  url(port: number): string {
    return `http://127.0.0.1:${String(port)}${this.path}`;
  }

  /** Puts a message in, to be received after `delay` seconds; its id. */
  send(body: string, delay = 0): string {
    checkBody(body);
    checkRange('DelaySeconds', delay, 0, queueLimits.delay);
    const now = this.#now();
    const id = this.#newMessageId();
    const visibleAt = now + delay * 1000;
    this.#messages.push({
      id,
      body,
      sentAt: now,
      visibleAt,
      receiveCount: 0,
      firstReceivedAt: null,
    });
    this.onMessage?.();
    return id;
  }

  /** Takes up to `max` messages and hides them for `visibilityTimeout` seconds. Never waits. */
  receive(max = 1, visibilityTimeout = this.visibilityTimeout): readonly ReceivedMessage[] {
    checkRange('MaxNumberOfMessages', max, 1, queueLimits.batch);
    checkRange('VisibilityTimeout', visibilityTimeout, 0, queueLimits.visibility);
    const now = this.#now();
    const visible = this.#kept().filter((message) => message.visibleAt <= now);
    return visible.slice(0, max).map((message) => {
      message.visibleAt = now + visibilityTimeout * 1000;
      message.receiveCount += 1;
      message.firstReceivedAt ??= now;
      return { message: { ...message }, receiptHandle: this.#receiptHandle(message) };
    });
  }

  /** Deleting again is fine; ReceiptHandleIsInvalid for what was never a handle of this queue. */
  delete(receiptHandle: string): void {
    const text = Buffer.from(receiptHandle, 'base64').toString('utf8');
    const [arn, id] = text.split(' ');
    if (arn !== this.arn || !id) {
      throw queueError(
        'ReceiptHandleIsInvalid',
        'The input receipt handle is invalid.',
        'ReceiptHandleIsInvalid',
        404,
      );
    }
    this.#messages = this.#messages.filter((message) => message.id !== id);
  }

  /** How many messages can be received now, are out with a receiver, or are still delayed. */
  depth(): { readonly visible: number; readonly notVisible: number; readonly delayed: number } {
    const now = this.#now();
    const messages = this.#kept();
    const hidden = messages.filter(({ visibleAt }) => visibleAt > now);
    const delayed = hidden.filter(({ receiveCount }) => receiveCount === 0).length;
    return {
      visible: messages.length - hidden.length,
      notVisible: hidden.length - delayed,
      delayed,
    };
  }

  #kept(): QueueMessage[] {
    const oldest = this.#now() - queueLimits.retention * 1000;
    this.#messages = this.#messages.filter(({ sentAt }) => sentAt > oldest);
    return this.#messages;
  }

  /** Another one for every receipt, as the service does. */
  #receiptHandle({ id, receiveCount }: QueueMessage): string {
    return Buffer.from(`${this.arn} ${id} ${String(receiveCount)}`).toString('base64');
  }
}
