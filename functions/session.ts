import { signingField } from '../session/key-ring.ts';
import type { Reason } from '../session/reasons.ts';
import { refuseRevoked as refuseByEntry } from '../session/revocation.ts';
import { decodeTime } from '../session/time.ts';
import { at, expiryOf, resignToken, type TokenParts } from '../session/token.ts';
import { lifetimes } from './config.ts';

/**
 * What the user's entry says.
 *
 * @noinline
 */
export function refuseRevoked(entry: string, token: TokenParts, now: number): Reason | '' {
  return refuseByEntry(entry, decodeTime(token[at.iat]!), token[at.sid]!, now);
}

/** Whether less than half of the idle timeout is left. @param exp the token's */
export function isDue(exp: number, now: number): boolean {
  return (exp - now) * 2 < lifetimes.sessionTtl;
}

/**
 * The same session with a later expiry, signed with the key that signs now; `''` when there is
 * nothing to gain, which also keeps a redirect from leading to itself for ever.
 *
 * @noinline
 */
export function renewToken(token: TokenParts, ring: string, exp: number, now: number): string {
  const key = signingField(ring, now);
  const later = expiryOf(decodeTime(token[at.iat]!), now - (now % 1), lifetimes);
  return key && later > exp ? resignToken(token, key, later) : '';
}
