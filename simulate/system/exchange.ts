/** The token exchange's decision: whether what Cognito vouches for becomes a session. */
import {
  endedBy,
  endedForEveryone,
  isKnownAtEdge,
  mayBeRevoked,
  type Voucher,
} from '../../token-exchange/back-in.ts';
import type { VouchedClaims } from '../../token-exchange/jwt.ts';
import { mintSession } from '../../token-exchange/session.ts';
import type { Settings } from '../../token-exchange/settings.ts';
import type { KeyRing } from '../../session/key-ring.ts';
import type { Verdict } from '../../session/reasons.ts';
import { parseRevocation } from '../../session/revocation.ts';
import { audience, lifetimes } from './edge-config.ts';

const settings = { audience, ...lifetimes, groups: ['editors'] } as unknown as Settings;

/**
 * The session token, or `''` when the session was ended.
 *
 * @param entry the user's revocation entry as the store's API has it, which is not behind; looked at
 *   only where the ring says that it may matter
 * @param now seconds since 1970, by the Lambda's clock
 */
export function letIn(
  vouched: VouchedClaims & { sid: string },
  ring: KeyRing,
  entry: string | undefined,
  now: number,
  voucher: Voucher = 'jwt',
): string {
  return letInBy(vouched, ring, mayBeRevoked(vouched, ring, now) ? entry : undefined, now, voucher);
}

/**
 * The same for whom the session is refreshed: the edge, which may be behind, has seen it.
 *
 * @param verdict what that edge says
 * @param iat the session's
 */
export function refresh(
  vouched: VouchedClaims & { sid: string },
  verdict: Verdict,
  iat: number,
  ring: KeyRing,
  entry: string | undefined,
  now: number,
): string {
  if (verdict === 'revoked' || verdict === 'signed-out') return '';
  const isKnown = isKnownAtEdge(verdict, iat, ring, { sharesStore: false }, now);
  return letInBy(vouched, ring, isKnown ? undefined : entry, now, 'jwt');
}

function letInBy(
  vouched: VouchedClaims & { sid: string },
  ring: KeyRing,
  entry: string | undefined,
  now: number,
  voucher: Voucher,
): string {
  const revocation = parseRevocation(entry ?? '');
  const isMeant = revocation !== null && now < revocation.until;
  if (endedForEveryone(vouched, ring)) return '';
  if (endedBy(isMeant ? revocation : null, vouched, voucher)) return '';
  return mintSession(vouched, vouched.sid, ring, now, settings).token;
}
