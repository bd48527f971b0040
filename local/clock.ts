/** A clock that can be moved, also by a thread that shares it. */
export interface Clock {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds that it is ahead of the machine's. */
  offset: number;
  /** The offset, for a thread that has to follow. */
  readonly shared: SharedArrayBuffer;
}

export function createClock(): Clock {
  const shared = new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT);
  const offset = new BigInt64Array(shared);
  return {
    now: () => Date.now() + Number(Atomics.load(offset, 0)),
    get offset() {
      return Number(Atomics.load(offset, 0));
    },
    set offset(milliseconds: number) {
      Atomics.store(offset, 0, BigInt(Math.round(milliseconds)));
    },
    shared,
  };
}
