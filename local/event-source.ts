import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Queue } from './aws/index.ts';
import type { LocalLambda } from './lambda.ts';

/** Messages that one event carries at most. */
const batchSize = 100;

/** Looks again and again for messages, one more time for each call. Returns what ends that. */
export type Schedule = (look: () => void) => () => void;

const everySecond: Schedule = (look) => {
  const timer = setInterval(look, 1000);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
};

export interface EventSource {
  /** Looks for messages at once: the queue's clock may have been moved. */
  readonly look: () => void;
  readonly stop: () => void;
}

/**
 * An event source mapping: hands a queue's messages to a Lambda, one event at a time, and deletes
 * those that it does not report as failed. What failed comes again when the queue shows it again.
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function mapEventSource(
  queue: Queue,
  lambda: Pick<LocalLambda, 'invoke'>,
  region: string,
  schedule: Schedule = everySecond,
): EventSource {
  let isRunning = false;
  let isStopped = false;
  const look = () => {
    if (isRunning || isStopped || queue.depth().visible === 0) return;
    isRunning = true;
    // What comes in the same moment goes together.
    setImmediate(() => {
      void drain().finally(() => {
        isRunning = false;
        look();
      });
    });
  };
  queue.onMessage = look;
  const unschedule = schedule(look);

  async function drain(): Promise<void> {
    const received = receiveMany(queue);
    if (received.length === 0) return;
    const failed = await lambda
      .invoke<SQSBatchResponse>(eventOf(received))
      .then(
        ({ batchItemFailures }) => new Set(batchItemFailures.map((item) => item.itemIdentifier)),
      )
      .catch(() => null);
    if (failed === null) return;
    for (const { message, receiptHandle } of received) {
      if (!failed.has(message.id)) queue.delete(receiptHandle);
    }
  }

  return {
    look,
    stop: () => {
      isStopped = true;
      queue.onMessage = null;
      unschedule();
    },
  };

  function eventOf(received: ReturnType<typeof receiveMany>): SQSEvent {
    return {
      Records: received.map(({ message, receiptHandle }) => ({
        messageId: message.id,
        receiptHandle,
        body: message.body,
        attributes: {
          ApproximateReceiveCount: String(message.receiveCount),
          SentTimestamp: String(message.sentAt),
          SenderId: 'local',
          ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt ?? 0),
        },
        messageAttributes: {},
        md5OfBody: '',
        eventSource: 'aws:sqs',
        eventSourceARN: queue.arn,
        awsRegion: region,
      })),
    };
  }
}

/** SQS gives ten at a time; a mapping's poller collects. */
function receiveMany(queue: Queue) {
  const received = [];
  while (received.length < batchSize) {
    const some = queue.receive(10);
    if (some.length === 0) break;
    received.push(...some);
  }
  return received;
}
