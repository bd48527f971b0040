/**
 * What AWS charges, in US dollars, in the one place where it is written down. List prices of 2026
 * without free tiers. What every way of signing in pays alike is not here: CloudFront's requests
 * and data, and Cognito's monthly active users.
 */

const million = 1_000_000;

export const prices = {
  /** https://aws.amazon.com/cloudfront/pricing/ */
  functionInvocation: 0.1 / million,
  keyValueStoreRead: 0.03 / million,
  /** Each call of KeyValueStore's API, reading or writing. */
  keyValueStoreApiCall: 1 / 1000,
  /** https://aws.amazon.com/lambda/pricing/ */
  lambdaRequest: 0.2 / million,
  /** On ARM. */
  lambdaGigabyteSecond: 0.0000133334,
  lambdaEdgeRequest: 0.6 / million,
  lambdaEdgeGigabyteSecond: 0.00005001,
  /** https://aws.amazon.com/sqs/pricing/ */
  queueRequest: 0.4 / million,
  /** A month. https://aws.amazon.com/secrets-manager/pricing/ */
  secret: 0.4,
  secretCall: 0.05 / 10_000,
} as const;

/** Default quotas a second, of an account in a region. */
export const quotas = {
  /** https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html */
  cognitoRefreshes: 150,
  /** Sign-ins. */
  cognitoAuthentications: 120,
} as const;
