/**
 * What an operator may ask of the keys Lambda, and what it answers. The command `latchkey` invokes
 * the Lambda with one of these, so that no key ever leaves AWS and AWS's clock is the one that
 * counts. All times in seconds since 1970.
 */
export type Operation =
  | { readonly operation: 'status' }
  /** Compares secret and store and repairs the store; also the daily run. */
  | { readonly operation: 'repair' }
  /** Has Secrets Manager rotate the key; it answers as soon as that is on its way. */
  | { readonly operation: 'rotate' }
  /** The signing key has leaked (or, with `all`, the standby as well). */
  | { readonly operation: 'drop'; readonly all: boolean }
  /** @param user a sub, a user name or an e-mail address */
  | { readonly operation: 'revoke-user'; readonly user: string }
  | { readonly operation: 'revoke-session'; readonly sub: string; readonly sid: string }
  | { readonly operation: 'revoke-everyone' }
  /** Reads a token and checks it against the ring; whoever asks may not be let in by the answer. */
  | { readonly operation: 'inspect'; readonly token: string };

/** An answer, or why there is none: `error` is a code for programs, `message` a line for people. */
export type OperationAnswer<Kind extends Operation['operation'] = Operation['operation']> =
  | { readonly ok: true; readonly now: number; readonly result: OperationResults[Kind] }
  | {
      readonly ok: false;
      readonly now: number;
      readonly error: string;
      readonly message: string;
      /** Seconds, where waiting helps. */
      readonly retryAfter?: number;
    };

export interface OperationResults {
  readonly status: Status;
  readonly repair: {
    readonly repaired: readonly string[];
    readonly removed: number;
    /** As in {@link Status}: these are left as they are. */
    readonly unreadable?: readonly string[];
  };
  readonly rotate: { readonly started: boolean };
  readonly drop: { readonly dropped: readonly string[]; readonly signing: string };
  readonly 'revoke-user': { readonly sub: string; readonly before: number } & AtCognito;
  readonly 'revoke-session': {
    readonly sub: string;
    readonly sid: string;
    readonly until: number;
  } & AtCognito;
  readonly 'revoke-everyone': { readonly notBefore: number };
  readonly inspect: Inspection;
}

/** `false` where Cognito knows no such user: deleted, or never there. Missing where it does. */
export interface AtCognito {
  readonly atCognito?: false;
}

export interface Status {
  readonly audience: string;
  /** Oldest first; never a key itself. */
  readonly keys: readonly KeyStatus[];
  readonly notBefore: number;
  readonly signInsFrom: number;
  readonly revokedUntil: number;
  /** What differs between secret and store, in words; empty when they agree. */
  readonly differences: readonly string[];
  /**
   * Whose revocation entries cannot be read, by sub; said in `differences` too. No repair knows what
   * they were to say: revoking the user writes one anew. An earlier Lambda does not say it.
   */
  readonly unreadable?: readonly string[];
  /** Entries that still mean something, and the store's size in bytes. */
  readonly revocations: number;
  readonly storeSize: number;
  readonly storeLimit: number;
  readonly rotation: {
    readonly enabled: boolean;
    readonly last: number | null;
    readonly next: number | null;
    /** A rotation has begun and not ended. */
    readonly pending: boolean;
  };
}

export interface KeyStatus {
  readonly kid: string;
  /** `known` to the edges and yet to sign; or its time to sign has been set, but not come. */
  readonly state: 'standby' | 'next' | 'signing' | 'retiring';
  readonly born: number;
  readonly signsFrom: number | null;
}

export interface Inspection {
  /** `ok`, or why the edges refuse it. */
  readonly verdict: string;
  /** `null` when the text is no token. Unverified unless the verdict says that the MAC is good. */
  readonly claims: {
    readonly kid: string;
    readonly iat: number;
    readonly exp: number;
    readonly sid: string;
    readonly sub: string;
    readonly groups: readonly string[];
  } | null;
  readonly renewableUntil: number | null;
}
