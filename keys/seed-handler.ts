/**
 * Runs once within a deploy and fails it: gives a new deployment its first key ring, in the secret
 * and in the store that the edges read. A deployment that has its keys is left as it is, so it may
 * run any number of times.
 */
import '@aws-sdk/signature-v4a';
import {
  CloudFrontKeyValueStoreClient,
  DescribeKeyValueStoreCommand,
  GetKeyCommand,
  PutKeyCommand,
} from '@aws-sdk/client-cloudfront-keyvaluestore';
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { createHash, randomBytes } from 'node:crypto';
import { deriveEdgeRing, formatRing, parseRing, type KeyRing } from '../session/key-ring.ts';
import { ringKeyPrefix } from '../session/names.ts';
import { sdkEdgeStore } from './sdk-edge-store.ts';
import { seedSettingsVariable, unseededMark, type SeedSettings } from './seed-settings.ts';
import { seedRing, type RandomKey } from './seed.ts';
import { latestWindow } from './windows.ts';

export interface SeedDependencies {
  readonly secrets: SecretsManagerClient;
  readonly store: CloudFrontKeyValueStoreClient;
  /** Seconds since 1970. */
  readonly now: () => number;
  readonly randomKey: RandomKey;
}

/** @throws {Error} when the secret holds what is no ring, or AWS refuses; the deploy fails then */
export async function seed(settings: SeedSettings, dependencies: SeedDependencies): Promise<void> {
  const root = await rootRing(settings, dependencies);
  await teachEdges(root, settings, dependencies.store);
}

async function rootRing(
  { ringSecret }: SeedSettings,
  { secrets, now, randomKey }: SeedDependencies,
): Promise<KeyRing> {
  const current = await orNull(secrets.send(new GetSecretValueCommand({ SecretId: ringSecret })));
  const ring = parseRing(current?.SecretString ?? '');
  if (ring) return ring;
  if (current && !isUnseeded(current.SecretString)) {
    throw new Error('the secret holds no key ring that this version can read; it is left as it is');
  }
  const first = seedRing(now(), randomKey);
  await secrets.send(
    new PutSecretValueCommand({
      SecretId: ringSecret,
      SecretString: formatRing(first),
      // Two runs that read the same version ask for the same new one: the later is refused.
      ClientRequestToken: createHash('sha256')
        .update(`${ringSecret} ${current?.VersionId ?? ''}`)
        .digest('hex'),
    }),
  );
  return first;
}

function isUnseeded(text: string | undefined): boolean {
  try {
    return Object.hasOwn(JSON.parse(text ?? '') as object, unseededMark);
  } catch {
    return false;
  }
}

/** Writes the ring that the edges read, unless they know every key of the root ring. */
async function teachEdges(
  root: KeyRing,
  { audience, keyValueStore: KvsARN }: SeedSettings,
  store: CloudFrontKeyValueStoreClient,
): Promise<void> {
  const Key = ringKeyPrefix + audience;
  // The version first: whoever writes in between makes our own write stale.
  const { ETag: IfMatch } = await store.send(new DescribeKeyValueStoreCommand({ KvsARN }));
  const current = await orNull(store.send(new GetKeyCommand({ KvsARN, Key })));
  const known = parseRing(current?.Value ?? '');
  // Other audiences may use the store already: what has ended for them has ended for this one too.
  const revokedUntil =
    known?.revokedUntil ?? latestWindow((await sdkEdgeStore(store, KvsARN).snapshot()).entries);
  const wanted = deriveEdgeRing(root, audience, revokedUntil);
  if (known && holds(known, wanted)) return;
  await store.send(new PutKeyCommand({ KvsARN, Key, Value: formatRing(wanted), IfMatch }));
}

/** A rotation on its way has taught the edges more than the secret says: that is left to it. */
function holds(known: KeyRing, wanted: KeyRing): boolean {
  return (
    known.notBefore >= wanted.notBefore &&
    wanted.keys.every(({ kid, key }) =>
      known.keys.some((other) => other.kid === kid && other.key === key),
    )
  );
}

/** Neither a secret without a value nor a missing key is an error. */
async function orNull<Answer>(answer: Promise<Answer>): Promise<Answer | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return null;
    throw error;
  }
}

export async function handler(): Promise<void> {
  const settings = JSON.parse(process.env[seedSettingsVariable] ?? '{}') as SeedSettings;
  await seed(settings, {
    secrets: new SecretsManagerClient({}),
    store: new CloudFrontKeyValueStoreClient({}),
    now: () => Math.floor(Date.now() / 1000),
    randomKey: () => randomBytes(32).toString('base64url'),
  });
}
