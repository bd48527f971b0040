/** What becomes of a user's revocation entry. Pure; times in seconds since 1970. */
import { clockSlack } from '../session/lifetimes.ts';
import { formatRevocation, type Revocation } from '../session/revocation.ts';
import { everyoneOutAhead } from './rotation.ts';

/** KeyValueStore's limit for a value, in bytes; an entry is ASCII. */
const maxEntryLength = 1024;

/**
 * Ends sign-ins of a user's.
 *
 * @param until when no token of them can be good any more
 */
export function revokeSids(
  entry: Revocation | null,
  sids: readonly string[],
  now: number,
  until: number,
): Revocation {
  const current = stillMeant(entry, now);
  return fit(
    {
      until: Math.max(current.until, until),
      before: current.before,
      sids: [...new Set([...current.sids, ...sids])],
    },
    now,
  );
}

/**
 * Ends every session that a user has at `now`, and those that a Lambda makes which has yet to read
 * that somebody is revoked. Cognito's clock, which dates them, may be ahead: see
 * {@link everyoneOutAhead}.
 */
export function revokeUser(entry: Revocation | null, now: number, until: number): Revocation {
  const current = stillMeant(entry, now);
  return {
    until: Math.max(current.until, until),
    before: Math.max(current.before, now + everyoneOutAhead),
    // `before` says it of all of them.
    sids: [],
  };
}

const none: Revocation = { until: 0, before: 0, sids: [] };

function stillMeant(entry: Revocation | null, now: number): Revocation {
  return entry && now < entry.until ? entry : none;
}

/** Too many sign-ins for one entry: then all of the user's sessions end. */
function fit(entry: Revocation, now: number): Revocation {
  return formatRevocation(entry).length <= maxEntryLength
    ? entry
    : { until: entry.until, before: Math.max(entry.before, now + clockSlack), sids: [] };
}

/** So seldom, in seconds, is the ring written anew only because the window has to stay open. */
const windowStep = 21_600;

/**
 * Until when the edges have to look for entries, so that one which ends at `until` is seen.
 *
 * @returns the ring's own `revokedUntil` while that reaches
 */
export function openWindow(revokedUntil: number, until: number): number {
  return revokedUntil >= until ? revokedUntil : until + windowStep;
}
