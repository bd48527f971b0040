/**
 * What becomes of a key ring. Pure: ring, clock and randomness in, ring out; times in seconds since
 * 1970. `docs/formats.md` says what the parts of a ring mean.
 */
import {
  findKey,
  formatRing,
  maxRingLength,
  type KeyRing,
  type RingKey,
} from '../session/key-ring.ts';
import { clockSlack, freshRing, ringCache } from '../session/lifetimes.ts';
import { decodeTime, encodeTime } from '../session/time.ts';
import { RingFullError } from './errors.ts';
import type { RandomKey } from './seed.ts';

/** Seconds; a deployment's own. */
export interface RotationTimes {
  /** How long an edge may take to learn of a change. */
  readonly lead: number;
  readonly sessionTtl: number;
}

/** Keys that a ring has room for: its times and each key at their longest. */
export const ringCapacity = Math.floor(
  (maxRingLength - '1'.length - 3 * 9) / (1 + 8 + 1 + 43 + 1 + 8),
);

/**
 * How long after its successor began to sign a key is still needed. An edge may renew with it until
 * it learns of the change, a Lambda until its cache is over, and what they signed last lives for
 * `sessionTtl` more.
 *
 * @returns seconds
 */
export function retirement({ lead, sessionTtl }: RotationTimes): number {
  return sessionTtl + lead + ringCache + clockSlack;
}

/**
 * The next ring: the standby gets its time to sign, a new standby is added, and keys that nobody
 * needs any more go. The standby is known to every edge that has heard of it, so its time is `lead`
 * after now, on every clock: whenever it was published, that was before.
 *
 * @throws {RingFullError} when too many keys are still needed
 */
export function rotate(
  ring: KeyRing,
  now: number,
  randomKey: RandomKey,
  times: RotationTimes,
): KeyRing {
  const pruned = prune(ring, now, times);
  const standby = standbyOf(pruned);
  const keys = pruned.keys.map((key) =>
    key === standby ? { ...key, signsFrom: now + times.lead + clockSlack } : key,
  );
  const inOrder = [...keys, bornAt(now, keys, randomKey)].sort(bySigning);
  return fit({ ...pruned, keys: inOrder }, now, times);
}

/** The oldest first. */
export function byBirth(one: RingKey, other: RingKey): number {
  return decodeTime(one.kid) - decodeTime(other.kid);
}

/** The edge finds a key sooner that stands before others: those go first that sign latest. */
function bySigning(one: RingKey, other: RingKey): number {
  return (other.signsFrom ?? 0) - (one.signsFrom ?? 0);
}

/** The ring without the keys that stopped signing so long ago that no good token names them. */
export function prune(ring: KeyRing, now: number, times: RotationTimes): KeyRing {
  const keys = ring.keys.filter((key) => now <= neededUntil(ring, key, times));
  return keys.length === ring.keys.length ? ring : { ...ring, keys };
}

/**
 * The signing key has leaked: every key that has ever signed goes, and the oldest of the others signs
 * at once, on every clock. Within a rotation's lead that is the key which was to sign next: the
 * edges have known it for longer than the standby.
 */
export function dropKeys(ring: KeyRing, now: number, randomKey: RandomKey): KeyRing {
  const [next, ...others] = ring.keys
    .filter(({ signsFrom }) => signsFrom === null || signsFrom > now)
    .sort(byBirth);
  if (!next) return replaceKeys(ring, now, randomKey);
  const keys = [{ ...next, signsFrom: now - clockSlack }, ...others];
  return others.length > 0
    ? { ...ring, keys }
    : { ...ring, keys: [...keys, bornAt(now, ring.keys, randomKey)] };
}

/**
 * The whole ring has leaked: every key is replaced. Until the edges have heard of it they know none
 * of the new ones, and nobody gets in.
 */
export function replaceKeys(ring: KeyRing, now: number, randomKey: RandomKey): KeyRing {
  const signing = { ...bornAt(now, ring.keys, randomKey), signsFrom: now - clockSlack };
  return { ...ring, keys: [signing, bornAt(now, [...ring.keys, signing], randomKey)] };
}

/**
 * How far ahead of the clock everyone-out reaches, and a revocation, in seconds. Writing it takes a
 * moment; a Lambda may let somebody in by a ring that is `freshRing` old, and needs a moment for that;
 * and Cognito's clock, which dates what it vouches for, may be ahead. Whoever signs in meanwhile has
 * to do it again.
 */
export const everyoneOutAhead = 3 * freshRing + clockSlack;

/** Ends every session and asks everybody to sign in anew. Both times only grow. */
export function everyoneOut(ring: KeyRing, now: number): KeyRing {
  const from = now + everyoneOutAhead;
  return {
    ...ring,
    notBefore: Math.max(ring.notBefore, from),
    signInsFrom: Math.max(ring.signInsFrom, from),
  };
}

/**
 * The ring, with what the edges do already by a rotation that was written to them and not finished:
 * a key that may have signed there is no standby any more, and a new one takes its place. Whoever
 * replaces such an edge ring begins with this; else what was renewed with that key, a forged session
 * too, would outlive {@link dropKeys}.
 *
 * @param edge the ring in the store
 */
export function adopt(ring: KeyRing, edge: KeyRing, now: number, randomKey: RandomKey): KeyRing {
  const keys = ring.keys.map((key) => {
    const begun = key.signsFrom === null && findKey(edge, key.kid)?.signsFrom;
    // Until when the key before it is needed is counted from then, and that one signs until now.
    return typeof begun === 'number' ? { ...key, signsFrom: Math.max(begun, now) } : key;
  });
  const adopted = { ...ring, keys };
  if (standbyOf(adopted) || !standbyOf(ring)) return ring;
  const complete = { ...ring, keys: [...keys, bornAt(now, keys, randomKey)] };
  return formatRing(complete).length <= maxRingLength ? complete : adopted;
}

/** The newest key that has no time to sign yet. */
export function standbyOf(ring: KeyRing): RingKey | null {
  return ring.keys.findLast(({ signsFrom }) => signsFrom === null) ?? null;
}

/**
 * Whether `next` may take the place of `ring`: it takes back nothing, and no key that is still
 * needed is missing. A ring that was made from an older one than `ring` fails this.
 */
export function succeeds(next: KeyRing, ring: KeyRing, now: number, times: RotationTimes): boolean {
  return (
    next.notBefore >= ring.notBefore &&
    next.signInsFrom >= ring.signInsFrom &&
    next.revokedUntil >= ring.revokedUntil &&
    next.keys.every(
      (key) => key.signsFrom === null || ring.keys.some((other) => other.kid === key.kid),
    ) &&
    prune(ring, now, times).keys.every((key) =>
      next.keys.some((other) => other.kid === key.kid && other.key === key.key),
    )
  );
}

/** Until when a token signed with this key may be good; standby and signing key: for ever. */
function neededUntil(ring: KeyRing, { signsFrom }: RingKey, times: RotationTimes): number {
  if (signsFrom === null) return Infinity;
  const successors = ring.keys.flatMap((other) =>
    other.signsFrom !== null && other.signsFrom > signsFrom ? [other.signsFrom] : [],
  );
  return Math.min(...successors, Infinity) + retirement(times);
}

/** A new standby. No two keys have the same id, even if made within one second. */
function bornAt(now: number, others: readonly RingKey[], randomKey: RandomKey): RingKey {
  const latest = Math.max(0, ...others.map(({ kid }) => decodeTime(kid)));
  return { kid: encodeTime(Math.max(now, latest + 1)), key: randomKey(), signsFrom: null };
}

function fit(ring: KeyRing, now: number, times: RotationTimes): KeyRing {
  if (formatRing(ring).length <= maxRingLength) return ring;
  const soonest = Math.min(...ring.keys.map((key) => neededUntil(ring, key, times)));
  // Up to that second it is needed.
  throw new RingFullError(Math.max(0, soonest - now) + 1);
}
