/** The store that the edges read, as its writers see it. */

/** All that a store holds, and which version of it that is. */
export interface Snapshot {
  readonly etag: string;
  readonly entries: ReadonlyMap<string, string>;
  /** Bytes, as the store's own limit counts them. */
  readonly size: number;
}

export interface Change {
  readonly puts: ReadonlyMap<string, string>;
  readonly deletes: readonly string[];
}

export interface EdgeStore {
  snapshot(): Promise<Snapshot>;
  /**
   * Makes the whole change or nothing of it.
   *
   * @returns the next version
   * @throws {StaleError} when somebody else has written since that version
   * @throws {StoreFullError} when there is no room
   */
  write(etag: string, change: Change): Promise<{ etag: string; size: number }>;
}

/** Somebody else has written meanwhile: read again, decide again. */
export class StaleError extends Error {
  readonly code = 'stale';

  constructor() {
    super('the store has been written meanwhile');
    this.name = 'StaleError';
  }
}

/** The store's size or number of keys is at its limit. */
export class StoreFullError extends Error {
  readonly code = 'store-full';

  constructor() {
    super('the store is full');
    this.name = 'StoreFullError';
  }
}

/** Keys that one call may write. */
export const maxKeysPerWrite = 50;

/** What a store holds at most, in bytes. */
export const maxStoreSize = 5 * 1024 * 1024;
