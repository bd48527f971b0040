import { queueError, queueLimits } from './queue-limits.ts';
import type { Queue } from './queue.ts';

/**
 * The attributes asked for, `All` for every one; numbers as text, times in seconds.
 *
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html
 */
export function queueAttributes(queue: Queue, names: readonly string[]): Record<string, string> {
  const attributes = allAttributes(queue);
  if (names.includes('All')) return attributes;
  return Object.fromEntries(
    names.map((name) => {
      const value = attributes[name];
      if (value !== undefined) return [name, value];
      throw queueError(
        'InvalidAttributeName',
        `Unknown Attribute ${name}.`,
        'InvalidAttributeName',
      );
    }),
  );
}

function allAttributes(queue: Queue): Record<string, string> {
  const { visible, notVisible, delayed } = queue.depth();
  const createdAt = String(Math.floor(queue.createdAt / 1000));
  return {
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(notVisible),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: createdAt,
    LastModifiedTimestamp: createdAt,
    DelaySeconds: '0',
    MaximumMessageSize: String(queueLimits.bytes),
    MessageRetentionPeriod: String(queueLimits.retention),
    QueueArn: queue.arn,
    ReceiveMessageWaitTimeSeconds: '0',
    VisibilityTimeout: String(queue.visibilityTimeout),
  };
}
