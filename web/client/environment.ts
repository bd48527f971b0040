/** What `fetch` takes, told without naming DOM types, so that tests in Node compile too. */
export type FetchInput = Parameters<typeof fetch>[0];
export type FetchInit = Parameters<typeof fetch>[1];

/** The part of `Location` that the client uses. */
export interface LocationLike {
  readonly href: string;
  assign(url: string): void;
  replace(url: string): void;
}

/** The part of `Storage` that the client uses. */
export interface StorageLike {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** A line to the other tabs of this origin. */
export interface Channel {
  post(message: string): void;
  listen(listener: (message: unknown) => void): void;
}

/** Everything that the client takes from the browser. */
export interface Environment {
  readonly fetch: (input: FetchInput, init?: FetchInit) => Promise<Response>;
  readonly location: LocationLike;
  /** SHA-256; undefined where the browser offers no WebCrypto (a page without https). */
  readonly sha256: ((bytes: Uint8Array<ArrayBuffer>) => Promise<ArrayBuffer>) | undefined;
  /** Per tab; undefined where the browser refuses storage. */
  readonly storage: StorageLike | undefined;
  /** Undefined where the browser has no `BroadcastChannel`: each tab then finds out by itself. */
  readonly openChannel: ((name: string) => Channel) | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}
