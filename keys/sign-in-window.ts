/**
 * From when on a sign-in need not be compared with its user's revocation entry: the `revokedUntil`
 * of the root ring. Pure; times in seconds since 1970.
 */
import type { KeyRing } from '../session/key-ring.ts';
import { clockSlack, codeAge, freshRing, managedLoginAge } from '../session/lifetimes.ts';

/**
 * How long after a revocation Cognito may still vouch, under a later date, for what was before: from
 * its memory of a browser a code, of the code a JWT, on whichever clock.
 */
export const memoryAfterRevocation = managedLoginAge + codeAge + freshRing + clockSlack;

/** So seldom, in seconds, do revocations write the secret: its versions have a quota. */
const windowStep = 3600;

/**
 * The ring of somebody who is about to revoke. It comes before the entry, so that nobody is let in
 * between the two without being compared.
 *
 * @returns the same ring while its window reaches
 */
export function openSignInWindow(ring: KeyRing, now: number): KeyRing {
  const revokedUntil = signInWindow(ring.revokedUntil, now);
  return revokedUntil === ring.revokedUntil ? ring : { ...ring, revokedUntil };
}

/** Until when it reaches after a revocation at `now`. */
export function signInWindow(
  revokedUntil: number,
  now: number,
  memory: number = memoryAfterRevocation,
  step: number = windowStep,
): number {
  const until = now + memory;
  return revokedUntil >= until ? revokedUntil : until + step;
}
