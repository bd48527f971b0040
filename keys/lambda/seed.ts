/** Runs within a deploy, and fails it: see `first-keys.ts`. */
import { makeFirstKeys } from '../first-keys.ts';
import { sdkEdgeStore } from '../sdk-edge-store.ts';
import { sdkRingStore } from '../sdk-ring-store.ts';
import { readSeedSettings, seedSettingsVariable } from '../settings.ts';
import { now, randomKey, secretsClient, storeClient } from './parts.ts';

export async function handler(): Promise<void> {
  const { audience, keyValueStore, ringSecret } = readSeedSettings(
    process.env[seedSettingsVariable],
  );
  await makeFirstKeys({
    audience,
    roots: sdkRingStore(secretsClient(), ringSecret),
    edges: sdkEdgeStore(storeClient(), keyValueStore),
    now,
    randomKey,
  });
}
