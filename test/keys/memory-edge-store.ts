/** An {@link EdgeStore} in memory: what its contract asks for, and nothing else. */
import {
  maxKeysPerWrite,
  maxStoreSize,
  StaleError,
  StoreFullError,
  type Change,
  type EdgeStore,
} from '../../keys/edge-store.ts';

export interface MemoryEdgeStore extends EdgeStore {
  readonly entries: Map<string, string>;
  readonly calls: { snapshots: number; writes: number };
}

/** @param limit bytes */
export function memoryEdgeStore(
  initial: Readonly<Record<string, string>> = {},
  limit = maxStoreSize,
): MemoryEdgeStore {
  const entries = new Map(Object.entries(initial));
  const calls = { snapshots: 0, writes: 0 };
  let version = 1;
  const etag = () => `version-${version}`;
  return {
    entries,
    calls,
    snapshot(keys) {
      calls.snapshots += 1;
      const seen = [...entries].filter(([key]) => keys === undefined || keys.includes(key));
      return Promise.resolve({ etag: etag(), entries: new Map(seen), size: sizeOf(entries) });
    },
    write(ifMatch, change) {
      calls.writes += 1;
      if (ifMatch !== etag()) return Promise.reject(new StaleError());
      const next = changed(entries, change);
      if (sizeOf(next) > limit) return Promise.reject(new StoreFullError());
      entries.clear();
      for (const [key, value] of next) entries.set(key, value);
      version += 1;
      return Promise.resolve({ etag: etag(), size: sizeOf(entries) });
    },
  };
}

function changed(entries: ReadonlyMap<string, string>, { puts, deletes }: Change) {
  const count = puts.size + deletes.length;
  if (count === 0 || count > maxKeysPerWrite) throw new RangeError(`a change of ${count} keys`);
  const next = new Map([...entries, ...puts]);
  for (const key of deletes) {
    if (!next.delete(key)) throw new RangeError('a key to delete does not exist');
  }
  return next;
}

function sizeOf(entries: ReadonlyMap<string, string>): number {
  return [...entries].reduce(
    (size, [key, value]) => size + Buffer.byteLength(key) + Buffer.byteLength(value),
    0,
  );
}
