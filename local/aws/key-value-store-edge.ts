import type { Change } from './key-value-store-limits.ts';

/** What a CloudFront Function sees of the store: `cf.kvs()`, with text values only. */
export interface EdgeView {
  /** Rejects where the key is missing. */
  get(key: string): Promise<string>;
  exists(key: string): Promise<boolean>;
}

/**
 * The copy of the store that the edges hold: each write arrives whole, in order, and late.
 *
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-custom-methods.html
 */
export class EdgeReplica implements EdgeView {
  /** While true every read rejects, as when the store cannot be reached. */
  failing = false;
  readonly #entries = new Map<string, string>();
  readonly #now: () => number;
  #underWay: { readonly at: number; readonly change: Change }[] = [];
  #delay: number;

  constructor(now: () => number, delay: number) {
    this.#now = now;
    this.#delay = delay;
  }

  /** Milliseconds from a write to its arrival; also for the writes that are still under way. */
  get delay(): number {
    return this.#delay;
  }

  set delay(milliseconds: number) {
    // What has arrived stays, however long later writes take.
    this.#settle();
    this.#delay = milliseconds;
  }

  push(change: Change): void {
    this.#underWay.push({ at: this.#now(), change });
  }

  /** Puts a pair there at once. */
  place(key: string, value: string): void {
    this.#entries.set(key, value);
  }

  get(key: string): Promise<string> {
    return this.#read(() => {
      const value = this.#entries.get(key);
      if (value === undefined) throw new Error('The key does not exist.');
      return value;
    });
  }

  exists(key: string): Promise<boolean> {
    return this.#read(() => this.#entries.has(key));
  }

  #read<T>(answer: () => T): Promise<T> {
    return new Promise((resolve) => {
      if (this.failing) throw new Error('The key value store cannot be reached.');
      this.#settle();
      resolve(answer());
    });
  }

  #settle(): void {
    const now = this.#now();
    while (this.#underWay[0] && this.#underWay[0].at + this.#delay <= now) {
      const { change } = this.#underWay[0];
      for (const [key, value] of change.puts) this.#entries.set(key, value);
      for (const key of change.deletes) this.#entries.delete(key);
      this.#underWay.shift();
    }
  }
}
