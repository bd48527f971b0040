/** What an operator does to end sessions, on the local system. */
import { randomBytes, randomUUID } from 'node:crypto';
import { openWindow, revokeSids, revokeUser } from '../../keys/revocations.ts';
import { everyoneOut } from '../../keys/rotation.ts';
import { seedRing } from '../../keys/seed.ts';
import { openSignInWindow } from '../../keys/sign-in-window.ts';
import { localRingSecret, type LocalSystem } from '../../local/system.ts';
import { deriveEdgeRing, formatRing, parseRing, type KeyRing } from '../../session/key-ring.ts';
import { formatRevocation, parseRevocation, type Revocation } from '../../session/revocation.ts';

/** Seconds: an entry that outlives the refresh token. */
const entryAge = 604_800;

const secondsOf = (system: LocalSystem) => Math.floor(system.clocks.lambda.now() / 1000);

/** Every session of a user: Cognito's refresh tokens first, then the entry. */
export function endUser(system: LocalSystem, username: string): void {
  const user = system.cognito.users.get(username);
  if (!user) throw new Error(`no user ${username}`);
  system.cognito.signOutEverywhere(username);
  changeEntry(system, user.sub, (entry, now) => revokeUser(entry, now, now + entryAge));
}

/** One sign-in. */
export function endSignIn(system: LocalSystem, { sub, sid }: { sub: string; sid: string }): void {
  changeEntry(system, sub, (entry, now) => revokeSids(entry, [sid], now, now + entryAge));
}

/** Everyone out, as of this second. */
export function endEverything(system: LocalSystem): void {
  const now = secondsOf(system);
  changeRing(system, (ring) => ({ ...ring, notBefore: now, signInsFrom: now }));
}

/** Everyone out, as the keys Lambda does it: a few seconds ahead. */
export function endEverythingAhead(system: LocalSystem): void {
  changeRing(system, (ring) => everyoneOut(ring, secondsOf(system)));
}

/** Every key is another one at once: nobody can verify a token from before. */
export function dropKeys(system: LocalSystem): void {
  const now = secondsOf(system);
  const { keys } = seedRing(now, () => randomBytes(32).toString('base64url'));
  changeRing(system, (ring) => ({ ...ring, keys }));
}

function changeEntry(
  system: LocalSystem,
  sub: string,
  change: (entry: Revocation | null, now: number) => Revocation,
): void {
  changeSecret(system, (ring) => openSignInWindow(ring, secondsOf(system)));
  const { store } = system.account;
  const entry = change(parseRevocation(store.get(`r:${sub}`) ?? ''), secondsOf(system));
  const ring = ringOf(store.get(`keys.${system.audience}`));
  const revokedUntil = openWindow(ring.revokedUntil, entry.until);
  store.write(
    store.etag,
    [
      [`r:${sub}`, formatRevocation(entry)],
      [`keys.${system.audience}`, formatRing({ ...ring, revokedUntil })],
    ],
    [],
  );
}

function changeSecret(system: LocalSystem, change: (ring: KeyRing) => KeyRing): KeyRing {
  const { secrets } = system.account;
  const root = change(ringOf(secrets.value(localRingSecret)));
  const content = { SecretString: formatRing(root) };
  const { versions } = secrets.secret(localRingSecret);
  versions.put(randomUUID(), content, ['AWSCURRENT'], system.clocks.lambda.now());
  return root;
}

function changeRing(system: LocalSystem, change: (ring: KeyRing) => KeyRing): void {
  const { store } = system.account;
  const root = changeSecret(system, change);
  const key = `keys.${system.audience}`;
  const { revokedUntil } = ringOf(store.get(key));
  const edgeRing = deriveEdgeRing(root, system.audience, revokedUntil);
  store.write(store.etag, [[key, formatRing(edgeRing)]], []);
}

function ringOf(text: string | undefined): KeyRing {
  const ring = parseRing(text ?? '');
  if (!ring) throw new Error('no ring');
  return ring;
}
