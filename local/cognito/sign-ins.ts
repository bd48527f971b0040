import { randomBytes, randomUUID } from 'node:crypto';

/** One sign-in: what all its tokens have in common, refreshed ones included. */
export interface SignIn {
  /** The `origin_jti` of its tokens; for the provider it is the grant. */
  readonly originJti: string;
  readonly sub: string;
  readonly clientId: string;
  /** Seconds since 1970. */
  readonly authTime: number;
  readonly scope: string;
  /** End of its refresh tokens, milliseconds since 1970. */
  readonly expiresAt: number;
  readonly revoked: boolean;
  /** Whether a refresh token was ever issued. */
  readonly redeemed: boolean;
}

/** A refresh token is good, or it is not and this is why. */
export type RefreshVerdict =
  | { readonly ok: true; readonly signIn: SignIn }
  | { readonly ok: false; readonly reason: 'unknown' | 'expired' | 'revoked' | 'superseded' };

interface RefreshToken {
  readonly originJti: string;
  /** Milliseconds since 1970; set when rotation replaced the token. */
  readonly supersededAt?: number;
}

/** Cognito's refresh tokens are about this long, which matters to whoever keeps them in a cookie. */
export const refreshTokenLength = 1776;

/** Records outlive the longest access token (a day), so that revocation is not forgotten. */
const retention = 24 * 3600 * 1000;
const sweepEvery = 1000;

/** Sign-ins and their refresh tokens: one store for the OAuth endpoints and the user-pool API. */
export class SignIns {
  readonly #signIns = new Map<string, SignIn>();
  readonly #tokens = new Map<string, RefreshToken>();
  readonly #now: () => number;
  #begun = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** `pendingTtl`: seconds until the first refresh token must be issued. */
  begin(details: {
    readonly sub: string;
    readonly clientId: string;
    readonly authTime: number;
    readonly scope: string;
    readonly pendingTtl: number;
  }): SignIn {
    this.#begun += 1;
    if (this.#begun % sweepEvery === 0) this.#sweep();
    const { pendingTtl, ...rest } = details;
    const expiresAt = this.#now() + pendingTtl * 1000;
    const originJti = randomUUID();
    const signIn = { ...rest, originJti, expiresAt, revoked: false, redeemed: false };
    this.#signIns.set(originJti, signIn);
    return signIn;
  }

  /** The sign-in, unless it is over. */
  find(originJti: string): SignIn | undefined {
    const signIn = this.#signIns.get(originJti);
    return signIn && !signIn.revoked && this.#now() < signIn.expiresAt ? signIn : undefined;
  }

  isRevoked(originJti: string): boolean {
    return this.#signIns.get(originJti)?.revoked ?? false;
  }

  /**
   * Issues a refresh token. The first one decides when they all end, `ttl` seconds from now: a
   * rotated token is valid for the rest of the original's life.
   */
  issue(originJti: string, ttl: number, value = newRefreshToken()): string {
    const signIn = this.#signIns.get(originJti);
    if (!signIn) throw new Error('no such sign-in');
    if (!signIn.redeemed) {
      const expiresAt = this.#now() + ttl * 1000;
      this.#signIns.set(originJti, { ...signIn, expiresAt, redeemed: true });
    }
    this.#tokens.set(value, { originJti });
    return value;
  }

  check(value: string): RefreshVerdict {
    const token = this.#tokens.get(value);
    const signIn = token && this.#signIns.get(token.originJti);
    if (!token || !signIn) return { ok: false, reason: 'unknown' };
    if (signIn.revoked) return { ok: false, reason: 'revoked' };
    if (this.#now() >= signIn.expiresAt) return { ok: false, reason: 'expired' };
    if (token.supersededAt !== undefined && this.#now() >= token.supersededAt) {
      return { ok: false, reason: 'superseded' };
    }
    return { ok: true, signIn };
  }

  /** Rotation: the token is good for `graceSeconds` more, counted from its first use. */
  supersede(value: string, graceSeconds: number): void {
    const token = this.#tokens.get(value);
    if (!token || token.supersededAt !== undefined) return;
    this.#tokens.set(value, { ...token, supersededAt: this.#now() + graceSeconds * 1000 });
  }

  /** The sign-in that a refresh token belongs to, even when the token is over. */
  ownerOf(value: string): SignIn | undefined {
    const token = this.#tokens.get(value);
    return token && this.#signIns.get(token.originJti);
  }

  revoke(originJti: string): boolean {
    const signIn = this.#signIns.get(originJti);
    if (!signIn || signIn.revoked) return false;
    this.#signIns.set(originJti, { ...signIn, revoked: true });
    return true;
  }

  /** Global sign-out. */
  revokeUser(sub: string): void {
    for (const signIn of this.#signIns.values()) {
      if (signIn.sub === sub) this.revoke(signIn.originJti);
    }
  }

  #sweep(): void {
    const horizon = this.#now() - retention;
    for (const [key, signIn] of this.#signIns) {
      if (signIn.expiresAt < horizon) this.#signIns.delete(key);
    }
    for (const [key, token] of this.#tokens) {
      if (!this.#signIns.has(token.originJti)) this.#tokens.delete(key);
    }
  }
}

function newRefreshToken(): string {
  return randomBytes((refreshTokenLength / 4) * 3).toString('base64url');
}
