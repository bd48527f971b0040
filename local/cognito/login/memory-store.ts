/** A record of oidc-provider's; `uid` is the second key of browser sessions. */
export interface StoredRecord {
  readonly uid?: string | undefined;
  readonly consumed?: unknown;
}

interface Entry {
  readonly record: StoredRecord;
  /** Milliseconds since 1970, by the pool's clock. */
  readonly expiresAt: number;
}

const sweepEvery = 1000;

/** Records that expire by a given clock. */
export class MemoryStore {
  readonly #entries = new Map<string, Entry>();
  readonly #idByUid = new Map<string, string>();
  readonly #now: () => number;
  #writes = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** The record, with `exp` in seconds on the machine's clock, which is the one its reader goes by. */
  find(id: string): object | undefined {
    const entry = this.#entries.get(id);
    if (!entry || this.#now() >= entry.expiresAt) return undefined;
    const remaining = entry.expiresAt - this.#now();
    return { ...entry.record, exp: Math.ceil((Date.now() + remaining) / 1000) };
  }

  findByUid(uid: string): object | undefined {
    const id = this.#idByUid.get(uid);
    return id === undefined ? undefined : this.find(id);
  }

  /** `expiresIn` in seconds. */
  set(id: string, record: StoredRecord, expiresIn: number): void {
    this.#writes += 1;
    if (this.#writes % sweepEvery === 0) this.#sweep();
    this.#entries.set(id, { record, expiresAt: this.#now() + expiresIn * 1000 });
    if (record.uid !== undefined) this.#idByUid.set(record.uid, id);
  }

  consume(id: string): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    const record = { ...entry.record, consumed: Math.floor(Date.now() / 1000) };
    this.#entries.set(id, { ...entry, record });
  }

  delete(id: string): void {
    const uid = this.#entries.get(id)?.record.uid;
    this.#entries.delete(id);
    if (uid !== undefined && this.#idByUid.get(uid) === id) this.#idByUid.delete(uid);
  }

  #sweep(): void {
    for (const [id, entry] of this.#entries) {
      if (this.#now() >= entry.expiresAt) this.delete(id);
    }
  }
}
