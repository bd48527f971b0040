import { AwsError } from './errors.ts';

/**
 * Sizes in bytes, times in seconds.
 *
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
 */
export const queueLimits = {
  batch: 10,
  bytes: 1_048_576,
  delay: 900,
  visibility: 43_200,
  retention: 345_600,
  wait: 20,
} as const;

/** An error of SQS with the code that its older protocol has for it. */
export function queueError(code: string, message: string, queryCode: string, status = 400) {
  return new AwsError(code, message, status, queryCode);
}

export function invalidValue(name: string, range: string): AwsError {
  return queueError(
    'InvalidParameterValueException',
    `Value for parameter ${name} is invalid. Reason: Must be ${range}.`,
    'InvalidParameterValue',
  );
}

/** Throws InvalidParameterValueException for a number out of its range. */
export function checkRange(name: string, value: number, min: number, max: number): void {
  if (value < min || value > max) {
    throw invalidValue(name, `between ${String(min)} and ${String(max)}`);
  }
}

/** Throws for an empty body, one over 1 MiB, or characters that SQS does not carry. */
export function checkBody(body: string): void {
  if (body === '') {
    throw queueError(
      'MissingRequiredParameterException',
      'The request must contain the parameter MessageBody.',
      'MissingParameter',
    );
  }
  if (Buffer.byteLength(body) > queueLimits.bytes) {
    throw invalidValue('MessageBody', `shorter than ${String(queueLimits.bytes)} bytes`);
  }
  if (!/^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]*$/u.test(body)) {
    throw queueError(
      'InvalidMessageContents',
      'The message contains characters outside the allowed set.',
      'InvalidMessageContents',
    );
  }
}

/** The rules that hold for a batch as a whole. */
export function checkBatch(ids: readonly string[]): void {
  const fail = (code: string, message: string): never => {
    throw queueError(code, message, `AWS.SimpleQueueService.${code}`);
  };
  if (ids.length === 0) fail('EmptyBatchRequest', 'The batch request has no entries.');
  if (ids.length > queueLimits.batch) {
    fail('TooManyEntriesInBatchRequest', 'The batch request has more than 10 entries.');
  }
  if (!ids.every((id) => /^[A-Za-z0-9_-]{1,80}$/.test(id))) {
    fail('InvalidBatchEntryId', 'The Id of an entry is not 1 to 80 of A-Z a-z 0-9 - _.');
  }
  if (new Set(ids).size < ids.length) {
    fail('BatchEntryIdsNotDistinct', 'Two or more entries have the same Id.');
  }
}

export function checkBatchSize(bodies: readonly string[]): void {
  const bytes = bodies.reduce((sum, body) => sum + Buffer.byteLength(body), 0);
  if (bytes > queueLimits.bytes) {
    throw queueError(
      'BatchRequestTooLong',
      'The sum of all message lengths is more than the limit.',
      'AWS.SimpleQueueService.BatchRequestTooLong',
    );
  }
}
