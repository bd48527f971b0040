/** The token exchange's decision: whether what Cognito vouches for becomes a session. */
import {
  endedBy,
  endedForEveryone,
  mayBeRevoked,
  type Voucher,
} from '../../token-exchange/back-in.ts';
import type { VouchedClaims } from '../../token-exchange/jwt.ts';
import { mintSession } from '../../token-exchange/session.ts';
import type { Settings } from '../../token-exchange/settings.ts';
import type { KeyRing } from '../../session/key-ring.ts';
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
  const revocation = mayBeRevoked(vouched, ring, now) ? parseRevocation(entry ?? '') : null;
  const isMeant = revocation !== null && now < revocation.until;
  if (endedForEveryone(vouched, ring)) return '';
  if (endedBy(isMeant ? revocation : null, vouched, voucher)) return '';
  return mintSession(vouched, vouched.sid, ring, now, settings).token;
}
