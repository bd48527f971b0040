import { createHash } from 'node:crypto';
import type { HttpHandler } from '../http.ts';
import { AwsError } from './errors.ts';
import {
  objects,
  optionalInteger,
  optionalText,
  optionalTexts,
  parseInput,
  requiredText,
  type Input,
} from './input.ts';
import { jsonRpc, type Operation } from './json-rpc.ts';
import { queueAttributes } from './queue-attributes.ts';
import { checkBatch, checkBatchSize, checkRange, queueError, queueLimits } from './queue-limits.ts';
import type { Queue, ReceivedMessage } from './queue.ts';

type QueueOperation = (queue: Queue, input: Input) => object;

const operations: Readonly<Record<string, QueueOperation>> = {
  SendMessage: sendMessage,
  SendMessageBatch: (queue, input) => {
    const entries = batch(input);
    checkBatchSize(entries.map((entry) => requiredText(entry, 'MessageBody')));
    return each(entries, (entry) => sendMessage(queue, entry));
  },
  ReceiveMessage: (queue, input) => {
    checkRange(
      'WaitTimeSeconds',
      optionalInteger(input, 'WaitTimeSeconds') ?? 0,
      0,
      queueLimits.wait,
    );
    const received = queue.receive(
      optionalInteger(input, 'MaxNumberOfMessages'),
      optionalInteger(input, 'VisibilityTimeout'),
    );
    const names = [
      ...(optionalTexts(input, 'MessageSystemAttributeNames') ?? []),
      ...(optionalTexts(input, 'AttributeNames') ?? []),
    ];
    return received.length === 0
      ? {}
      : { Messages: received.map((each) => wireMessage(each, names)) };
  },
  DeleteMessage: deleteMessage,
  DeleteMessageBatch: (queue, input) => each(batch(input), (entry) => deleteMessage(queue, entry)),
  GetQueueAttributes: (queue, input) => {
    const attributes = queueAttributes(queue, optionalTexts(input, 'AttributeNames') ?? []);
    return Object.keys(attributes).length === 0 ? {} : { Attributes: attributes };
  },
};

/** The API of several queues, told apart by the path of `QueueUrl`. */
export function queuesApi(queues: readonly Queue[]): HttpHandler {
  const handlers = queues.map((queue) => ({ path: queue.path, handle: queueApi(queue) }));
  const [first] = handlers;
  if (!first) throw new TypeError('At least one queue is needed.');
  return (request) => {
    const handler = handlers.find(({ path }) => path === queuePath(request.body)) ?? first;
    return handler.handle(request);
  };
}

function queueApi(queue: Queue): HttpHandler {
  const bound = Object.entries(operations).map(([name, operation]): [string, Operation] => [
    name,
    (input) => {
      if (pathOf(requiredText(input, 'QueueUrl')) === queue.path) return operation(queue, input);
      throw queueError(
        'QueueDoesNotExist',
        'The specified queue does not exist.',
        'AWS.SimpleQueueService.NonExistentQueue',
      );
    },
  ]);
  return jsonRpc({
    target: 'AmazonSQS',
    signingName: 'sqs',
    version: '1.0',
    operations: new Map(bound),
    calls: queue.calls,
  });
}

function sendMessage(queue: Queue, input: Input): object {
  if (Object.keys(input['MessageAttributes'] ?? {}).length > 0) {
    throw queueError(
      'UnsupportedOperation',
      'This queue carries no message attributes.',
      'AWS.SimpleQueueService.UnsupportedOperation',
    );
  }
  const body = requiredText(input, 'MessageBody');
  const id = queue.send(body, optionalInteger(input, 'DelaySeconds'));
  return { MessageId: id, MD5OfMessageBody: md5(body) };
}

function deleteMessage(queue: Queue, input: Input): object {
  queue.delete(requiredText(input, 'ReceiptHandle'));
  return {};
}

function batch(input: Input): readonly Input[] {
  const entries = objects(input, 'Entries');
  checkBatch(entries.map((entry) => requiredText(entry, 'Id')));
  return entries;
}

/** Each entry of a batch succeeds or fails alone. */
function each(entries: readonly Input[], run: (entry: Input) => object): object {
  const successful: object[] = [];
  const failed: object[] = [];
  for (const entry of entries) {
    const Id = requiredText(entry, 'Id');
    try {
      successful.push({ Id, ...run(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      const Code = error.queryCode ?? error.code;
      failed.push({ Id, SenderFault: true, Code, Message: error.message });
    }
  }
  return { Successful: successful, Failed: failed };
}

function wireMessage({ message, receiptHandle }: ReceivedMessage, names: readonly string[]) {
  const attributes = Object.entries({
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
  }).filter(([name]) => names.includes('All') || names.includes(name));
  return {
    MessageId: message.id,
    ReceiptHandle: receiptHandle,
    MD5OfBody: md5(message.body),
    Body: message.body,
    ...(attributes.length === 0 ? {} : { Attributes: Object.fromEntries(attributes) }),
  };
}

/** The SDK compares it with its own and refuses another one. */
function md5(body: string): string {
  return createHash('md5').update(body).digest('hex');
}

/** Unreadable bodies have no path; the queue that gets them will say what is wrong. */
function queuePath(body: Buffer): string | null {
  try {
    const url = optionalText(parseInput(body, new AwsError('', '')), 'QueueUrl');
    return url === undefined ? null : pathOf(url);
  } catch {
    return null;
  }
}

function pathOf(queueUrl: string): string {
  return URL.canParse(queueUrl) ? new URL(queueUrl).pathname : queueUrl;
}
