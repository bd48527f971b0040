/** The stores that a writer may meet: each has to keep the same contract. */
import type { EdgeStore } from '../../keys/edge-store.ts';
import { sdkEdgeStore } from '../../keys/sdk-edge-store.ts';
import type { StaleEtagError } from '../../local/aws/key-value-store.ts';
import { KvsARN, startStore } from '../local/aws/key-value-store-support.ts';
import { memoryEdgeStore } from '../keys/memory-edge-store.ts';

export interface OpenStore {
  readonly store: EdgeStore;
  /** What it holds, by key. */
  readonly contents: () => Map<string, string>;
}

type OpenStoreFor = (initial?: Readonly<Record<string, string>>) => Promise<OpenStore>;

const emulated =
  (staleEtagError: StaleEtagError): OpenStoreFor =>
  async (initial = {}) => {
    const { store, client } = await startStore({ staleEtagError });
    store.seed(initial);
    return { store: sdkEdgeStore(client, KvsARN), contents: () => new Map(store.entries()) };
  };

export const kindsOfStore: readonly (readonly [name: string, open: OpenStoreFor])[] = [
  [
    'in memory',
    (initial) => {
      const store = memoryEdgeStore(initial);
      return Promise.resolve({ store, contents: () => new Map(store.entries) });
    },
  ],
  ['by the SDK', emulated('ConflictException')],
  ['by the SDK, where a stale version is no valid one', emulated('ValidationException')],
];

/** Somebody else writes once, between what the store's user has read and what it writes. */
export function withIntruder(store: EdgeStore, puts: Readonly<Record<string, string>>): EdgeStore {
  let isDone = false;
  return {
    snapshot: () => store.snapshot(),
    async write(etag, change) {
      if (!isDone) {
        isDone = true;
        const now = await store.snapshot();
        await store.write(now.etag, { puts: new Map(Object.entries(puts)), deletes: [] });
      }
      return store.write(etag, change);
    },
  };
}
