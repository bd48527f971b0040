/** From what Cognito vouched for to a session, and back. */
import { findKey, formatRing, signingKey, type KeyRing } from '../session/key-ring.ts';
import { deriveKey } from '../session/mac.ts';
import { sessionCookie } from '../session/names.ts';
import {
  encodeGroups,
  expiryOf,
  isSignedWith,
  mintToken,
  parseToken,
  type Claims,
} from '../session/token.ts';
import { ExchangeError, unavailable } from './errors.ts';
import type { VouchedClaims } from './jwt.ts';
import type { ExchangeRequest } from './request.ts';
import type { Settings } from './settings.ts';

export interface Session {
  readonly token: string;
  readonly claims: Claims;
}

/**
 * Mints the session that a verified JWT stands for.
 *
 * @param sid for a client whose JWTs do not name the sign-in
 * @throws {ExchangeError} when it cannot be represented
 */
export function mintSession(
  vouched: VouchedClaims,
  sid: string,
  ring: KeyRing,
  now: number,
  settings: Settings,
): Session {
  const signing = signingKey(formatRing(ring), now);
  if (!signing) throw unavailable('the key ring', 'no key signs yet');
  const claims: Claims = {
    kid: signing.kid,
    iat: vouched.iat,
    exp: expiryOf(vouched.iat, now, settings),
    sid: vouched.sid ?? sid,
    sub: vouched.sub,
    groups: encodeGroups(vouched.groups.filter((name) => settings.groups.includes(name))),
  };
  const minted = mintToken(claims, deriveKey(signing.key, 'session', settings.audience));
  if (!minted.ok) throw new ExchangeError('server_error', minted.error);
  return { token: minted.token, claims };
}

/**
 * The session that the request's cookie names, as far as our own key vouches for it: its life and
 * whether it was ended are the edge's to say.
 */
export function readSession(
  request: ExchangeRequest,
  ring: KeyRing,
  settings: Settings,
): Claims | null {
  const token = parseToken(request.cookies.get(sessionCookie) ?? '');
  const root = token && findKey(ring, token.kid);
  return root && isSignedWith(token, deriveKey(root.key, 'session', settings.audience))
    ? token
    : null;
}
