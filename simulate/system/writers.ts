/**
 * Those who write secret and store, in the steps between which they may die or others may come.
 * Each `yield` is such a moment; what is returned is how it ended.
 */
import { openWindow } from '../../keys/revocations.ts';
import { adopt, rotate, standbyOf, succeeds } from '../../keys/rotation.ts';
import { signInWindow } from '../../keys/sign-in-window.ts';
import { findKeyAt, formatRing, isKeyAt, type KeyRing } from '../../session/key-ring.ts';
import { formatRevocation, parseRevocation, type Revocation } from '../../session/revocation.ts';
import { edgeRingOf, readRing, type System } from './system.ts';

/** Seconds since 1970: what the world's clock shows, and the writer's own. */
export interface WriterClock {
  readonly time: () => number;
  readonly now: () => number;
}

export type Ended = 'done' | 'discarded' | 'gave-up';
export type Writer = Generator<undefined, Ended>;

const attempts = 3;

/**
 * Secrets Manager's four steps. The store's version is read before the secret: whoever moves the
 * secret afterwards writes the store afterwards too, and makes this version stale.
 */
export function* rotation(system: System, clock: WriterClock): Writer {
  const { time, now } = clock;
  const { secret, store, times } = system;
  if (!knowsStandby(system)) yield* publish(system, clock);
  const mayFollow = (ring: KeyRing) =>
    isInTime(ring, secret.current.ring, now()) && succeeds(ring, secret.current.ring, now(), times);
  if (!secret.pending || !mayFollow(secret.pending)) {
    secret.pending = rotate(secret.current.ring, now(), system.randomKey, times);
  }
  const { pending } = secret;
  yield;
  const { version, ring: edgeRing } = store.latest;
  yield;
  if (!mayFollow(pending)) return discard(system);
  yield;
  const text = edgeRingOf(pending, readRing(edgeRing).revokedUntil);
  if (text !== edgeRing && !store.write(version, time(), { ring: text })) return 'gave-up';
  yield;
  const current = secret.current.version;
  if (!mayFollow(pending)) return discard(system);
  if (!holds(system, pending)) return 'gave-up';
  yield;
  if (!secret.replace(current, time(), pending)) return 'gave-up';
  secret.pending = null;
  return 'done';
}

/** The next key to sign has to be known before its time is set. */
function knowsStandby({ secret, store }: System): boolean {
  const standby = standbyOf(secret.current.ring);
  return standby === null || isKeyAt(findKeyAt(store.latest.ring, standby.kid));
}

function discard(system: System): 'discarded' {
  system.secret.pending = null;
  return 'discarded';
}

/** Whether no key that it lets sign does so already. */
function isInTime(next: KeyRing, current: KeyRing, now: number): boolean {
  return next.keys.every(
    ({ kid, signsFrom }) =>
      signsFrom === null ||
      now < signsFrom ||
      current.keys.some((key) => key.kid === kid && key.signsFrom !== null),
  );
}

function holds({ store }: System, ring: KeyRing): boolean {
  return edgeRingOf(ring, readRing(store.latest.ring).revokedUntil) === store.latest.ring;
}

/** Another ring at once, by the operator: the secret first, then the edges. */
export function* changeRing(
  system: System,
  { time, now }: WriterClock,
  change: (ring: KeyRing, now: number) => KeyRing,
): Writer {
  const { secret, store, randomKey } = system;
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const { version, ring } = secret.current;
    const adopted = adopt(ring, readRing(store.latest.ring), now(), randomKey);
    const next = change(adopted, now());
    yield;
    if (secret.replace(version, time(), next)) return yield* publish(system, { time, now });
  }
  return 'gave-up';
}

/** Brings the store to what the secret says; also what a daily run does. */
export function* publish({ secret, store }: System, { time }: WriterClock): Writer {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const { version, ring } = store.latest;
    yield;
    const text = edgeRingOf(secret.current.ring, readRing(ring).revokedUntil);
    yield;
    if (store.write(version, time(), { ring: text })) return 'done';
  }
  return 'gave-up';
}

/** A user's entry, and the window in which the edges look for it: one write. */
export function* changeEntry(
  { store }: System,
  { time, now }: WriterClock,
  sub: string,
  change: (entry: Revocation | null, now: number) => Revocation,
): Writer {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const { version, ring: text, entries } = store.latest;
    const entry = change(parseRevocation(entries.get(sub) ?? ''), now());
    const edgeRing = readRing(text);
    yield;
    const revokedUntil = openWindow(edgeRing.revokedUntil, entry.until);
    const ring = formatRing({ ...edgeRing, revokedUntil });
    const changed = new Map([[sub, formatRevocation(entry)]]);
    if (store.write(version, time(), { ring, entries: changed })) return 'done';
  }
  return 'gave-up';
}

/** The operator's: first the secret, so that whoever is let in meanwhile is compared with the entry. */
export function* revoke(
  system: System,
  clock: WriterClock,
  sub: string,
  change: (entry: Revocation | null, now: number) => Revocation,
  window: typeof signInWindow = signInWindow,
): Writer {
  const { secret } = system;
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const { version, ring } = secret.current;
    const revokedUntil = window(ring.revokedUntil, clock.now());
    yield;
    const isOpen =
      revokedUntil === ring.revokedUntil ||
      secret.replace(version, clock.time(), { ...ring, revokedUntil });
    if (isOpen) return yield* changeEntry(system, clock, sub, change);
  }
  return 'gave-up';
}
