/** The ring has as many keys as a store's value holds, and every one is still needed. */
export class RingFullError extends Error {
  readonly code = 'ring-full';
  /** When the oldest key may go, in seconds from now. */
  readonly retryAfter: number;

  constructor(retryAfter: number) {
    super(
      `the key ring is full: keys were rotated too often; try again in ${String(retryAfter)} s`,
    );
    this.name = 'RingFullError';
    this.retryAfter = retryAfter;
  }
}
