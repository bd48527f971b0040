import { AwsError, invalid } from './errors.ts';

/**
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-keyvaluestores
 * Sizes in bytes of UTF-8.
 */
export const kvsLimits = {
  key: 512,
  value: 1024,
  store: 5 * 1024 * 1024,
  updateKeys: 50,
  updateBytes: 3 * 1024 * 1024,
  pageDefault: 10,
  pageMax: 50,
} as const;

/** One all-or-nothing write. */
export interface Change {
  readonly puts: ReadonlyMap<string, string>;
  readonly deletes: readonly string[];
}

export function sizeOf(key: string, value: string): number {
  return Buffer.byteLength(key) + Buffer.byteLength(value);
}

/** Throws ValidationException or ServiceQuotaExceededException for a pair that cannot be stored. */
export function checkPair(key: string, value: string): void {
  checkKey(key);
  if (Buffer.byteLength(value) > kvsLimits.value) {
    throw exceeded('Maximum size of the value in a key value pair');
  }
}

export function checkKey(key: string): void {
  if (key === '') throw invalid('Key must not be empty.');
  if (Buffer.byteLength(key) > kvsLimits.key) {
    throw exceeded('Maximum size of the key in a key value pair');
  }
}

/**
 * Makes one change of the lists of an UpdateKeys request. A key that is named twice is refused:
 * the documents do not say what would come of it, so nothing may depend on it.
 */
export function changeOf(
  puts: readonly (readonly [string, string])[],
  deletes: readonly string[],
): Change {
  const count = puts.length + deletes.length;
  if (count === 0) throw invalid('Puts or Deletes must name a key.');
  if (count > kvsLimits.updateKeys) throw exceeded('Maximum number of keys in an update request');
  const keys = [...puts.map(([key]) => key), ...deletes];
  if (new Set(keys).size < keys.length) throw invalid('A key is named more than once.');
  for (const [key, value] of puts) checkPair(key, value);
  for (const key of deletes) checkKey(key);
  return { puts: new Map(puts), deletes };
}

/** The code and wording of the service itself, which answers 402. */
export function exceeded(limit: string): AwsError {
  return new AwsError('ServiceQuotaExceededException', `Limit exceeded: ${limit}`, 402);
}
