/**
 * Whether what Cognito vouches for may become a session again. Ending a session ends nothing at
 * Cognito's side that verifies offline: a JWT from before, or a browser session that outlived it,
 * must not be a side door.
 */
import type { KeyRing } from '../session/key-ring.ts';
import { clockSlack, defaults } from '../session/lifetimes.ts';
import type { Verdict } from '../session/reasons.ts';
import { parseRevocation, type Revocation } from '../session/revocation.ts';
import type { Dependencies } from './dependencies.ts';
import { ExchangeError, unavailable } from './errors.ts';
import type { VouchedClaims } from './jwt.ts';
import type { Settings } from './settings.ts';

/** Why not, in the edge's words; `''` when nothing stands against it. */
export type Ended = 'signed-out' | 'revoked' | '';

/** Everyone out: the ring names the moment before which no sign-in counts any more. */
export function endedForEveryone(
  { authTime }: Pick<VouchedClaims, 'authTime'>,
  ring: KeyRing,
): Ended {
  return authTime < ring.signInsFrom ? 'signed-out' : '';
}

/**
 * Everyone out reaches a little ahead of the clock. Whoever signs in before its moment has come has
 * done so for nothing, and would be asked again and again.
 *
 * @throws {ExchangeError} `temporarily_unavailable`, until then
 */
export function waitForEveryoneOut(
  { signInsFrom, notBefore }: Pick<KeyRing, 'signInsFrom' | 'notBefore'>,
  now: number,
): void {
  const left = Math.max(signInsFrom, notBefore) - now;
  if (left <= 0) return;
  throw new ExchangeError(
    'temporarily_unavailable',
    'everyone is being signed out: sign in when that is done',
    'everyone-out',
    left,
  );
}

/**
 * What vouches: a form that had to be filled in, a sign-in that is dated since it was asked for,
 * Cognito's memory of a browser, or a dated JWT.
 */
export type Voucher = 'form' | 'sign-in' | 'browser' | 'jwt';

/**
 * A user revoked, or this one sign-in. Costs a call to the store where an operator's revocation may
 * stand against it: in all others there is nothing to find. A visitor's own sign-out is Cognito's
 * sign-out too, and the edges refuse its session by its name.
 */
export async function endedForUser(
  vouched: VouchedClaims,
  voucher: Voucher,
  ring: KeyRing,
  dependencies: Pick<Dependencies, 'now' | 'revocations' | 'settings'>,
): Promise<Ended> {
  const { settings, now } = dependencies;
  const isAlwaysAsked = settings.sharesStore || settings.remembersElsewhere;
  if (!isAlwaysAsked && !mayBeRevoked(vouched, ring, now())) return '';
  return endedBy(await readRevocation(vouched.sub, dependencies), vouched, voucher);
}

/**
 * Whether an operator may have ended it, where nobody but Cognito remembers. While it may still
 * vouch by that, its dates tell nothing; from then on they do.
 *
 * @param now seconds since 1970
 */
export function mayBeRevoked(
  { authTime }: Pick<VouchedClaims, 'authTime'>,
  { revokedUntil }: Pick<KeyRing, 'revokedUntil'>,
  now: number,
): boolean {
  return revokedUntil === 0 || Math.min(authTime, now) < revokedUntil;
}

/**
 * For how long after a sign-in an edge may not know that its user was revoked just before it: until the
 * entry has been written and has reached it, on whichever clock. In seconds.
 */
const youth = defaults.lead + 3 * clockSlack;

/**
 * Whether the edge would have refused a session that is refreshed: it looks for a revocation entry
 * wherever it can verify the token. But it may be behind. That matters for a sign-in which Cognito's
 * memory made possible at the moment of the revocation: those from before it have lost their refresh
 * tokens, or are refused by their name, and what comes after it is let in with the entry in sight.
 *
 * @param iat the session's, as the edge has verified it
 * @param now both in seconds since 1970
 */
export function isKnownAtEdge(
  verdict: Verdict,
  iat: number,
  { revokedUntil }: Pick<KeyRing, 'revokedUntil'>,
  { sharesStore }: Pick<Settings, 'sharesStore'>,
  now: number,
): boolean {
  if (verdict !== 'ok' && verdict !== 'expired') return false;
  // Where others write to the store as well, the ring does not tell of every revocation.
  const isNoneRecent = !sharesStore && revokedUntil !== 0 && now >= revokedUntil;
  return isNoneRecent || now >= iat + youth;
}

/** The user's entry while it means anything; `null` when there is none. */
export async function readRevocation(
  sub: string,
  { now, revocations }: Pick<Dependencies, 'now' | 'revocations'>,
): Promise<Revocation | null> {
  const text = await revocations.entryOf(sub);
  if (text === null) return null;
  const entry = parseRevocation(text);
  if (!entry) throw unavailable('the revocation entry', 'unreadable');
  return now() < entry.until ? entry : null;
}

/** What such an entry says of what Cognito vouches for. */
export function endedBy(entry: Revocation | null, vouched: VouchedClaims, voucher: Voucher): Ended {
  return entry && isFromBefore(vouched, voucher, entry) ? 'revoked' : '';
}

function isFromBefore(
  { iat, authTime, sid }: VouchedClaims,
  voucher: Voucher,
  { before, sids }: Revocation,
): boolean {
  switch (voucher) {
    case 'form':
      return authTime <= before;
    case 'sign-in':
      // Cognito may date its memory of a browser anew: then nothing says that it is from after.
      return before > 0;
    case 'browser':
      // It has a name of its own, and may remember the very sign-in that was ended.
      return true;
    case 'jwt':
      return Math.min(iat, authTime) <= before || (sid !== null && sids.includes(sid));
  }
}
