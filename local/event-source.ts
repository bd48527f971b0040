import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Queue } from './aws/index.ts';
import type { LocalLambda } from './lambda.ts';

/** Messages that one event carries at most. */
const batchSize = 100;

/**
 * An event source mapping: hands a queue's messages to a Lambda, one event at a time, and deletes
 * those that it does not report as failed.
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function mapEventSource(queue: Queue, lambda: LocalLambda, region: string): void {
  let isRunning = false;
  queue.onMessage = () => {
    if (isRunning) return;
    isRunning = true;
    // What comes in the same moment goes together.
    setImmediate(() => {
      void drain().finally(() => {
        isRunning = false;
        if (queue.depth().visible > 0) queue.onMessage?.();
      });
    });
  };

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
