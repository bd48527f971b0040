import { keyOf, signingKey } from '../session/key-ring.ts';
import type { Reason } from '../session/reasons.ts';
import { expiryOf, isSignedWith, refuseClaims, signToken } from '../session/token.ts';
import type { ParsedToken } from '../session/token.ts';
import { lifetimes } from './config.ts';

/**
 * What the ring says of a token.
 *
 * @param ring the store's text
 * @param notBefore the ring's
 * @param now seconds since 1970
 */
export function refuseToken(
  token: ParsedToken,
  ring: string,
  notBefore: number,
  now: number,
): Reason | '' {
  const key = keyOf(ring, token.kid);
  if (key === null) return 'unavailable';
  if (!key) return 'unknown-key';
  return isSignedWith(token, key) ? refuseClaims(token, now, notBefore, lifetimes) : 'bad-mac';
}

/**
 * The same session with a later expiry, signed with the key that signs now; `''` when there is
 * nothing to gain, which also keeps a redirect from leading to itself for ever.
 */
export function renewToken(token: ParsedToken, ring: string, now: number): string {
  const key = signingKey(ring, now);
  const exp = expiryOf(token.iat, now, lifetimes);
  return key && exp > token.exp ? signToken(token, key, exp) : '';
}
