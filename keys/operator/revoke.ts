/** Ending the sessions of a user, one sign-in, or everybody. */
import { bounds } from '../bounds.ts';
import { clockSlack } from '../../session/lifetimes.ts';
import { revocationKeyPrefix } from '../../session/names.ts';
import { formatRevocation, parseRevocation, type Revocation } from '../../session/revocation.ts';
import { subjectShape } from '../../session/token.ts';
import { untilFresh } from '../edge-store.ts';
import { causeOf, KeysError } from '../errors.ts';
import { currentRing } from '../keys.ts';
import { revokeSids, revokeUser } from '../revocations.ts';
import { everyoneOut, everyoneOutAhead } from '../rotation.ts';
import { openSignInWindow } from '../sign-in-window.ts';
import { openWindows } from '../windows.ts';
import { changeRoot, changeSecret } from './change-root.ts';
import type { Carrying, OperatorContext } from './context.ts';

/** The refresh tokens first: with one of them a session would come back. */
export const revokeUserNamed: Carrying<'revoke-user'> = async (context, { user: name }) => {
  const user = await context.users.find(name);
  const sub = user?.sub ?? (await deletedUser(context, name));
  if (user) await context.users.signOut(user.username);
  const { before } = await aheadOfItsMoment(async () => {
    const entry = await changeEntry(context, sub, untold.user, revokeUser);
    return { ...entry, at: context.now(), moment: entry.before };
  });
  return { sub, before, ...(!user && { atCognito: false as const }) };
};

/**
 * A user who has been deleted at Cognito may have a session left; only the sub names it. An entry
 * under that very name is somebody's as well: one that cannot be read is written anew by this.
 */
async function deletedUser({ edges }: OperatorContext, name: string): Promise<string> {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(name)) return name;
  const key = revocationKeyPrefix + name;
  if (subjectShape.test(name) && (await edges.snapshot([key])).entries.has(key)) return name;
  throw new KeysError('unknown-user', 'the user pool has no such user');
}

export const revokeSession: Carrying<'revoke-session'> = async (context, { sub, sid }) => {
  const { until } = await changeEntry(
    context,
    sub,
    untold.session,
    (entry, now, end, isUnreadable) =>
      // What it said must not become less.
      isUnreadable ? revokeUser(null, now, end) : revokeSids(entry, [sid], now, end),
  );
  return { sub, sid, until, ...((await isUnknown(context, sub)) && { atCognito: false as const }) };
};

/** Asked once the sign-in has ended, which does not need Cognito; where it does not say, it may be. */
async function isUnknown({ users }: OperatorContext, sub: string): Promise<boolean> {
  return users.knows(sub).then(
    (isKnown) => !isKnown,
    () => false,
  );
}

export const revokeEveryone: Carrying<'revoke-everyone'> = async (context) => {
  const { moment } = await aheadOfItsMoment(async () => {
    const { after, at } = await changeRoot(context, (ring) => everyoneOut(ring, context.now()));
    return { at, moment: after.notBefore };
  });
  return { notBefore: moment };
};

const attempts = 3;

/**
 * Whoever is let in while this is written, or by a ring from before, is dated before its moment only if
 * that was still far enough ahead when it was written: {@link everyoneOutAhead} counts on some seconds.
 * Where AWS took longer it is written again, with a later one.
 *
 * @param write `at` is when it was written, in seconds since 1970 as its moment
 * @throws {KeysError} `too-slow`
 */
async function aheadOfItsMoment<Written extends { readonly at: number; readonly moment: number }>(
  write: () => Promise<Written>,
): Promise<Written> {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const written = await write();
    if (written.moment - written.at >= everyoneOutAhead - bounds.step) return written;
  }
  throw new KeysError(
    'too-slow',
    'it is written, but AWS took so long that somebody may have been let in meanwhile: do the same again',
  );
}

type ChangeEntry = (
  entry: Revocation | null,
  now: number,
  until: number,
  isUnreadable: boolean,
) => Revocation;

/** What has happened where the secret cannot be changed, and what to do. */
interface Untold {
  readonly ended: string;
  readonly advice: string;
}

const untold = {
  user: { ended: 'the sessions are ended', advice: 'do the same again' },
  // What comes back has a name of its own, which no repetition refuses; a user's moment does.
  session: {
    ended: 'the sign-in is ended',
    advice: 'do the same again, or, to be sure, revoke the user',
  },
} satisfies Record<string, Untold>;

/**
 * The secret first: from then on whoever is let in by Cognito's memory is compared with the entry.
 * Where it cannot be changed, at least the sessions end that there are.
 *
 * @throws {KeysError} `sign-ins-not-told` then
 */
async function changeEntry(
  context: OperatorContext,
  sub: string,
  said: Untold,
  change: ChangeEntry,
): Promise<Revocation> {
  const fault = await tellSignIns(context).then(
    () => null,
    (error: unknown) => error,
  );
  const changed = await writeEntry(context, sub, change);
  if (fault !== null) throw signInsNotTold(fault, said);
  return changed;
}

/** Rarely writes: see {@link openSignInWindow}. */
async function tellSignIns(context: OperatorContext): Promise<void> {
  const { ring } = currentRing(await context.roots.read());
  if (openSignInWindow(ring, context.now()) === ring) return;
  await changeSecret(context, (latest) => openSignInWindow(latest, context.now()));
}

function signInsNotTold(error: unknown, { ended, advice }: Untold): KeysError {
  return new KeysError(
    'sign-ins-not-told',
    `${ended}, but for an hour a browser that Cognito remembers may bring one back: the secret could not be changed (${causeOf(error)}); ${advice}`,
  );
}

/** The entry, and the rings whose window has to open: one all-or-nothing change. */
function writeEntry(
  { edges, now, signInAge }: OperatorContext,
  sub: string,
  change: ChangeEntry,
): Promise<Revocation> {
  const key = revocationKeyPrefix + sub;
  return untilFresh(async () => {
    // All of it: only the store tells whose rings are there.
    const { etag, entries } = await edges.snapshot();
    const text = entries.get(key);
    const entry = parseRevocation(text ?? '');
    // It outlives the refresh token, with which a session would come back.
    const until = now() + signInAge + clockSlack;
    const changed = change(entry, now(), until, text !== undefined && !entry);
    // Whoever repairs a ring that cannot be read opens its window for this entry.
    const puts = openWindows(entries, changed.until);
    puts.set(key, formatRevocation(changed));
    await edges.write(etag, { puts, deletes: [] });
    return changed;
  });
}
