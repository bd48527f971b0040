import type { Session } from './answers.ts';
import type { FetchInit, FetchInput } from './environment.ts';
import type { Listener } from './presence.ts';

export interface ClientOptions {
  /** @default '/_auth' */
  readonly authPath?: string;
  /** Whether `fetch` leaves for the sign-in when one is needed. @default false */
  readonly signInOn401?: boolean;
}

/**
 * The browser's side of Latchkey. Its functions may be taken off the client and passed around.
 * All that talk to the server reject with a `LatchkeyError` where it gives no usable answer.
 */
export interface LatchkeyClient {
  /**
   * Who is signed in; null when nobody is.
   *
   * @param how.refresh for an expired session, ask Cognito before giving up. @default false
   */
  readonly session: (how?: { readonly refresh?: boolean }) => Promise<Session | null>;

  /**
   * Leaves for the sign-in and comes back to `returnTo`, by default this page. The server is told
   * path and query; the fragment waits in this tab and is put back on return.
   *
   * @throws LatchkeyError `invalid_return_to`
   */
  readonly signIn: (how?: { readonly returnTo?: string }) => void;

  /** Leaves for the sign-out, which ends the session here, at the edge and at Cognito. */
  readonly signOut: () => void;

  /** Asks Cognito for a new session: when it ends, or null when the user must sign in. */
  readonly refresh: () => Promise<Date | null>;

  /** Prolongs a good session at the edge, without Cognito; false when there is none. */
  readonly renew: () => Promise<boolean>;

  /**
   * Trades a Cognito ID token for the session cookie (RFC 8693), for a page with a sign-in form of
   * its own.
   *
   * @returns when the session ends
   * @throws LatchkeyError `refused` where the token is not accepted
   */
  readonly exchange: (idToken: string) => Promise<Date>;

  /**
   * The browser's `fetch`, for this site. It adds the body's hash that CloudFront asks for, which
   * holds the body in memory; who sends a large one sets `x-amz-content-sha256` or a stream. When
   * the gate answers 401 to an expired session, it asks silently for a new one and sends the
   * request once more, unless the body is a stream. If that does not help, the 401 is returned and
   * `sign-in-required` is told. Requests to other origins pass untouched.
   *
   * Rejects as the browser's own does.
   */
  readonly fetch: (input: FetchInput, init?: FetchInit) => Promise<Response>;

  /** @returns what ends the subscription */
  readonly subscribe: (listener: Listener) => () => void;
}
