/** Why keys could not be changed: a code for programs, and a line for people. */
export class KeysError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'KeysError';
    this.code = code;
  }
}

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

/** As much of an error as a log may have: its code, or its name. */
export function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
