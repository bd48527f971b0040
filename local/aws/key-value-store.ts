import { createHash } from 'node:crypto';
import type { HttpHandler } from '../http.ts';
import { CallCounter } from './calls.ts';
import { AwsError, invalid } from './errors.ts';
import { keyValueStoresApi } from './key-value-store-api.ts';
import { EdgeReplica, type EdgeView } from './key-value-store-edge.ts';
import {
  changeOf,
  checkPair,
  exceeded,
  kvsLimits,
  sizeOf,
  type Change,
} from './key-value-store-limits.ts';

export type { EdgeView } from './key-value-store-edge.ts';

export interface KeyValueStoreOptions {
  /** `arn:aws:cloudfront::<account>:key-value-store/<id>` */
  readonly arn: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds until the edges see a write; default 0. */
  readonly propagationMs?: number;
  /** Default ConflictException. */
  readonly staleEtagError?: StaleEtagError;
}

/** Both have been seen for an `If-Match` that is no longer the store's: callers must know both. */
export type StaleEtagError = 'ConflictException' | 'ValidationException';

/** Refusals that a test may ask for, with the statuses of the service. */
const injectable = {
  AccessDeniedException: 403,
  ConflictException: 409,
  InternalServerException: 500,
  ServiceQuotaExceededException: 402,
  ValidationException: 400,
} as const;

/**
 * One CloudFront KeyValueStore: the data API behind `handle`, the edges' view behind `edgeView`.
 *
 * https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_Operations_Amazon_CloudFront_KeyValueStore.html
 */
export class KeyValueStore {
  readonly arn: string;
  readonly createdAt: number;
  readonly calls = new CallCounter();
  readonly handle: HttpHandler;
  staleEtagError: StaleEtagError;
  readonly #now: () => number;
  readonly #entries = new Map<string, string>();
  readonly #edge: EdgeReplica;
  #modifiedAt: number;
  #version = 1;
  #size = 0;
  #refusals: AwsError[] = [];

  constructor(options: KeyValueStoreOptions) {
    this.arn = options.arn;
    this.#now = options.now;
    this.createdAt = this.#modifiedAt = options.now();
    this.staleEtagError = options.staleEtagError ?? 'ConflictException';
    this.#edge = new EdgeReplica(options.now, options.propagationMs ?? 0);
    this.handle = keyValueStoresApi([this]);
  }

  /** Opaque, and another one after every write. */
  get etag(): string {
    const digest = createHash('sha256').update(`${this.arn} ${String(this.#version)}`);
    return `KV${digest.digest('hex').slice(0, 13).toUpperCase()}`;
  }

  get itemCount(): number {
    return this.#entries.size;
  }

  /** Bytes of all keys and values. */
  get totalSize(): number {
    return this.#size;
  }

  get modifiedAt(): number {
    return this.#modifiedAt;
  }

  get propagationMs(): number {
    return this.#edge.delay;
  }

  set propagationMs(milliseconds: number) {
    this.#edge.delay = milliseconds;
  }

  /** While true the edges cannot read the store: `get` and `exists` reject. */
  set edgeFailing(failing: boolean) {
    this.#edge.failing = failing;
  }

  edgeView(): EdgeView {
    return this.#edge;
  }

  get(key: string): string | undefined {
    return this.#entries.get(key);
  }

  /** All pairs, ordered by key. */
  entries(): readonly (readonly [string, string])[] {
    return [...this.#entries].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /** Fills the store as an import does: no ETag is asked for and the edges know it at once. */
  seed(pairs: Readonly<Record<string, string>>): void {
    const entries = Object.entries(pairs);
    for (const [key, value] of entries) checkPair(key, value);
    this.#apply({ puts: new Map(entries), deletes: [] });
    for (const [key, value] of entries) this.#edge.place(key, value);
  }

  /**
   * Writes all or nothing. Throws ConflictException or ValidationException for a stale ETag,
   * ServiceQuotaExceededException beyond a limit, ResourceNotFoundException for the deletion of
   * what is not there.
   */
  write(
    ifMatch: string | undefined,
    puts: readonly (readonly [string, string])[],
    deletes: readonly string[],
  ): void {
    this.#checkEtag(ifMatch);
    const change = changeOf(puts, deletes);
    this.#apply(change);
    this.#edge.push(change);
  }

  /** The next API calls are refused with this code. A 5xx is retried by SDK clients. */
  refuseNext(code: keyof typeof injectable, times = 1): void {
    const refusal = new AwsError(code, 'Refused on request.', injectable[code]);
    this.#refusals.push(...Array<AwsError>(times).fill(refusal));
  }

  /** Counts a call; throws what `refuseNext` has asked for. */
  admit(operation: string): void {
    this.calls.add(operation);
    const refusal = this.#refusals.shift();
    if (refusal) throw refusal;
  }

  #checkEtag(ifMatch: string | undefined): void {
    if (!ifMatch) throw invalid('If-Match is required.');
    if (ifMatch === this.etag) return;
    if (this.staleEtagError === 'ValidationException') throw invalid('Pre-Condition failed');
    throw new AwsError('ConflictException', 'Resource is not in expected state.', 409);
  }

  #apply(change: Change): void {
    const size = this.#size + this.#growth(change);
    if (size > kvsLimits.store) throw exceeded('Maximum size of a key value store');
    for (const [key, value] of change.puts) this.#entries.set(key, value);
    for (const key of change.deletes) this.#entries.delete(key);
    this.#size = size;
    this.#version += 1;
    this.#modifiedAt = this.#now();
  }

  #growth(change: Change): number {
    let bytes = 0;
    for (const [key, value] of change.puts) {
      const old = this.#entries.get(key);
      bytes += sizeOf(key, value) - (old === undefined ? 0 : sizeOf(key, old));
    }
    for (const key of change.deletes) {
      const old = this.#entries.get(key);
      if (old === undefined) {
        throw new AwsError('ResourceNotFoundException', 'A key to delete does not exist.', 404);
      }
      bytes -= sizeOf(key, old);
    }
    return bytes;
  }
}
