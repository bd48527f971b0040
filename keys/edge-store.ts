/** The store that the edges read, as its writers see it. */

/** What a store holds, and which version of it that is. */
export interface Snapshot {
  readonly etag: string;
  /** All of them, or those that were asked for and exist. */
  readonly entries: ReadonlyMap<string, string>;
  /** Bytes, as the store's own limit counts them. */
  readonly size: number;
}

export interface Change {
  readonly puts: ReadonlyMap<string, string>;
  readonly deletes: readonly string[];
}

export interface EdgeStore {
  /**
   * Reads the version first: whoever writes while the rest is read makes our own write stale.
   *
   * @param keys only these, for one call each; without them everything, for one call per fifty
   */
  snapshot(keys?: readonly string[]): Promise<Snapshot>;
  /**
   * Makes the whole change or nothing of it.
   *
   * @returns the next version
   * @throws {StaleError} when somebody else has written since that version
   * @throws {StoreFullError} when there is no room
   */
  write(etag: string, change: Change): Promise<{ etag: string; size: number }>;
}

/** Somebody else has written the store, or the secret, meanwhile: read again, decide again. */
export class StaleError extends Error {
  readonly code = 'stale';

  constructor() {
    super('somebody else has written meanwhile');
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

/** Somebody else writing at the same moment is rare, and over at once. */
const attempts = 5;

/**
 * Reads, decides and writes anew as often as somebody else has written in between.
 *
 * @throws {StaleError} when that happens again and again
 */
export async function untilFresh<Result>(once: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await once();
    } catch (error) {
      if (!(error instanceof StaleError) || attempt === attempts) throw error;
    }
  }
}
