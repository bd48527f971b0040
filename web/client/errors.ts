/**
 * What can go wrong between the page and the auth endpoints. Being signed out is not among them:
 * that is an answer (`null`, `false`, a 401), not a failure.
 *
 * - `network`: no answer arrived; `cause` has the browser's error.
 * - `unavailable`: 429 or 5xx; `retryAfter` says when to try again, where the server told.
 * - `refused`: any other 4xx; `oauthError` is the server's `error` (RFC 6749, section 5.2).
 * - `unexpected_answer`: a success that does not have the promised shape.
 * - `invalid_return_to`: the place to return to is not on this origin.
 * - `insecure_context`: WebCrypto is missing, so a body cannot be hashed; serve the page by https.
 */
export type LatchkeyErrorCode =
  | 'network'
  | 'unavailable'
  | 'refused'
  | 'unexpected_answer'
  | 'invalid_return_to'
  | 'insecure_context';

export interface LatchkeyErrorDetails {
  /** The HTTP status, where there was an answer. */
  readonly status?: number;
  /** The server's OAuth error code. */
  readonly oauthError?: string;
  /** Seconds to wait before the next attempt. */
  readonly retryAfter?: number;
  readonly cause?: unknown;
}

export class LatchkeyError extends Error {
  override readonly name = 'LatchkeyError';
  readonly code: LatchkeyErrorCode;
  readonly status: number | undefined;
  readonly oauthError: string | undefined;
  readonly retryAfter: number | undefined;

  constructor(code: LatchkeyErrorCode, message: string, details: LatchkeyErrorDetails = {}) {
    super(message, 'cause' in details ? { cause: details.cause } : undefined);
    this.code = code;
    this.status = details.status;
    this.oauthError = details.oauthError;
    this.retryAfter = details.retryAfter;
  }
}
