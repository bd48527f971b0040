/**
 * The metrics of a deployment: the keys Lambda writes its own in CloudWatch's embedded format, those
 * of the token exchange are counted from its log. Dashboard and alarms read them by these names.
 */
export const metricNamespace = 'Latchkey';

/** The dimension that every metric has: the deployment's name. */
export const audienceDimension = 'audience';

/** What the keys Lambda says once a day, and after each rotation. */
export const keysMetrics = {
  /** Seconds since the signing key began to sign. */
  signingKeyAge: 'SigningKeyAge',
  /** 1 while a rotation has begun and not finished, else 0. */
  rotationPending: 'RotationPending',
  /** How many entries of secret and store did not agree, and had to be repaired. */
  differences: 'Differences',
  /** Bytes that the store holds; CloudFront takes 5 MB. */
  storeSize: 'StoreSize',
} as const;
