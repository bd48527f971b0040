/** Ending the sessions of a user, one sign-in, or everybody. */
import { formatRing } from '../../session/key-ring.ts';
import { clockSlack } from '../../session/lifetimes.ts';
import { revocationKeyPrefix, ringKeyPrefix } from '../../session/names.ts';
import { formatRevocation, parseRevocation, type Revocation } from '../../session/revocation.ts';
import { ringIn } from '../edge-ring.ts';
import { untilFresh } from '../edge-store.ts';
import { KeysError } from '../errors.ts';
import { openWindow, revokeSids, revokeUser } from '../revocations.ts';
import { everyoneOut } from '../rotation.ts';
import { changeRoot } from './change-root.ts';
import type { Carrying, OperatorContext } from './context.ts';

/** The refresh tokens first: with one of them a session would come back. */
export const revokeUserNamed: Carrying<'revoke-user'> = async (context, { user: name }) => {
  const user = await context.users.find(name);
  const sub = user?.sub ?? deletedUser(name);
  if (user) await context.users.signOut(user.username);
  const { before } = await changeEntry(context, sub, (entry, now, until) =>
    revokeUser(entry, now, until),
  );
  return { sub, before, ...(!user && { atCognito: false as const }) };
};

/** A user who has been deleted at Cognito may have a session left; only the sub names it. */
function deletedUser(name: string): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(name)) return name;
  throw new KeysError('unknown-user', 'the user pool has no such user');
}

export const revokeSession: Carrying<'revoke-session'> = async (context, { sub, sid }) => {
  const { until } = await changeEntry(context, sub, (entry, now, end, isUnreadable) =>
    // What it said must not become less.
    isUnreadable ? revokeUser(null, now, end) : revokeSids(entry, [sid], now, end),
  );
  return { sub, sid, until };
};

export const revokeEveryone: Carrying<'revoke-everyone'> = async (context) => {
  const { after } = await changeRoot(context, (ring) => everyoneOut(ring, context.now()));
  return { notBefore: after.notBefore };
};

/** The entry, and the ring where its window has to open: one all-or-nothing change. */
function changeEntry(
  { audience, edges, now, signInAge }: OperatorContext,
  sub: string,
  change: (
    entry: Revocation | null,
    now: number,
    until: number,
    isUnreadable: boolean,
  ) => Revocation,
): Promise<Revocation> {
  const [entryKey, ringKey] = [revocationKeyPrefix + sub, ringKeyPrefix + audience];
  return untilFresh(async () => {
    const { etag, entries } = await edges.snapshot([entryKey, ringKey]);
    const text = entries.get(entryKey);
    const entry = parseRevocation(text ?? '');
    // It outlives the refresh token, with which a session would come back.
    const until = now() + signInAge + clockSlack;
    const changed = change(entry, now(), until, text !== undefined && !entry);
    const puts = new Map([[entryKey, formatRevocation(changed)]]);
    const ring = ringIn(entries, audience);
    // Without a ring the edges let nobody in; whoever repairs it opens the window for this entry.
    if (ring) {
      const revokedUntil = openWindow(ring.revokedUntil, changed.until);
      if (revokedUntil !== ring.revokedUntil) {
        puts.set(ringKey, formatRing({ ...ring, revokedUntil }));
      }
    }
    await edges.write(etag, { puts, deletes: [] });
    return changed;
  });
}
