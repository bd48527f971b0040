/** What the Lambdas of keys have in common: clients with an end to their patience, clock, dice, log. */
import { CloudFrontKeyValueStoreClient } from '@aws-sdk/client-cloudfront-keyvaluestore';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { randomBytes } from 'node:crypto';
import type { RandomKey } from '../seed.ts';

/** Milliseconds. Nobody waits for these Lambdas, but they end, and have to know what came of a call. */
export const requestHandler = {
  connectionTimeout: 3000,
  requestTimeout: 8000,
  // Without it the SDK's client only warns of an answer that does not come.
  throwOnRequestTimeout: true,
};

export const storeClient = () => new CloudFrontKeyValueStoreClient({ requestHandler });
export const secretsClient = () => new SecretsManagerClient({ requestHandler });

/** Seconds since 1970. */
export const now = () => Math.floor(Date.now() / 1000);

export const randomKey: RandomKey = () => randomBytes(32).toString('base64url');

/** One line of the log. Never a key, a token or who somebody is. */
export function log(
  level: 'info' | 'error',
  outcome: string,
  details: Readonly<Record<string, string | number>>,
): void {
  tell(JSON.stringify({ level, outcome, ...details }));
}

export function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}
