/** A value in the store, or a key whose reads fail. */
export type StoreValue = string | { readonly failing: true };

/** A key value store: its values by key, or one that fails whatever is asked of it. */
export type Store = { readonly failing: true } | { readonly [key: string]: StoreValue };

/** One call of the handler. */
export interface Step {
  /** The viewer-request event, as JSON. `request.rawQueryString()` is added to it. */
  readonly event: unknown;
  /** A name in the batch's `stores`, or the store itself. Otherwise the batch's `store`. */
  readonly store?: string | Store;
  /** Seconds since 1970 at which the clock stands. Otherwise the batch's `clock`. */
  readonly now?: number;
  /** What `request.rawQueryString()` answers. Otherwise rebuilt from `request.querystring`. */
  readonly rawQueryString?: string;
}

export interface Batch {
  /** The bundle's text, run as it is: an ES module with a top-level `async function handler`. */
  readonly code: string;
  readonly steps: readonly Step[];
  /** Stores that steps ask for by name. */
  readonly stores?: Readonly<Record<string, Store>>;
  /** The store of steps that name none; empty by default. */
  readonly store?: string | Store;
  /** Seconds since 1970: the clock of steps that have none of their own. */
  readonly clock: number;
}

/** What became of a step: a result as JSON carries it, or the message of what was thrown. */
export interface Outcome {
  readonly result?: unknown;
  readonly threw?: string;
  /** The keys that `get` and `exists` were asked for, in order. */
  readonly reads: readonly string[];
  /** The lines that the handler logged. */
  readonly logs: readonly string[];
}

/** Runs a batch, in order, one step after the other. */
export type RunBatch = (batch: Batch) => Promise<Outcome[]>;

interface QueryItem {
  readonly value: string;
  readonly multiValue?: readonly { readonly value: string }[];
}

/** The raw query string of an event, or undefined when its request has no query. */
export function rebuildQueryString(event: unknown): string | undefined {
  const request = (event as { request?: { querystring?: unknown } | null } | null)?.request;
  const query = request?.querystring;
  if (typeof query !== 'object' || query === null) return undefined;
  const pairs = Object.entries(query as Record<string, QueryItem>).flatMap(([name, item]) =>
    (item.multiValue ?? [item]).map(({ value }) => (value === '' ? name : `${name}=${value}`)),
  );
  return pairs.length === 0 ? undefined : pairs.join('&');
}

/** As few parts as `size` allows, all about as long as one another. */
export function split<T>(items: readonly T[], size: number): T[][] {
  const count = Math.ceil(items.length / size);
  const bounds = Array.from({ length: count + 1 }, (_, i) =>
    Math.round((i * items.length) / count),
  );
  return bounds.slice(1).map((end, i) => items.slice(bounds[i], end));
}
