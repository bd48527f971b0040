/**
 * The people whose requests are counted: each with a session, keys and a ring of their own, so that
 * nothing which a function might remember of one request helps it with the next.
 */
import { createHash } from 'node:crypto';
import { deriveEdgeRing, formatRing, type KeyRing } from '../../session/key-ring.ts';
import { encodeTime } from '../../session/time.ts';
import { encodeGroups, mintToken, type Claims } from '../../session/token.ts';

/** Seconds since 1970: the clock of every count. */
export const clock = 1_800_000_000;
export const audience = 'demo';
export const ringKey = `keys.${audience}`;

/** How many people take turns. */
export const peopleCount = 4;

const week = 604_800;

/** Bytes that look random and are the same on every run. */
export const bytesOf = (...names: readonly (string | number)[]): Buffer =>
  createHash('sha256').update(names.join(' ')).digest();

/** What differs from a good session in usual circumstances. */
export interface Circumstances {
  /** The names of the person's groups. */
  readonly groups?: readonly string[];
  /** Seconds that `iat` and `exp` are from the clock. */
  readonly iatIn?: number;
  readonly expIn?: number;
  /** Keys in the ring, as a rotation leaves them: the one that signs, retiring ones, the standby. */
  readonly keys?: number;
  /** Seconds that the ring's `notBefore` and `revokedUntil` are from the clock. */
  readonly notBeforeIn?: number;
  readonly revokedUntilIn?: number;
  /** Sign with a key that the ring does not hold, or with another one's secret. */
  readonly signedWith?: 'unknown-key' | 'bad-mac';
}

export interface Person {
  readonly sub: string;
  readonly sid: string;
  readonly token: string;
  /** The edge ring's text. */
  readonly ring: string;
}

function uuidOf(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20, 32),
  ].join('-');
}

function rootRing(index: number, circumstances: Circumstances): KeyRing {
  const { keys: count = 3, notBeforeIn, revokedUntilIn } = circumstances;
  const keys = Array.from({ length: count }, (_, i) => {
    const isStandby = i === count - 1 && count > 1;
    const birth = clock - (count - i) * week + index;
    return {
      kid: encodeTime(birth),
      key: bytesOf('key', index, i).toString('base64url'),
      signsFrom: isStandby ? null : birth + 600,
    };
  }).sort((one, other) => (other.signsFrom ?? 0) - (one.signsFrom ?? 0));
  return {
    notBefore: notBeforeIn === undefined ? 0 : clock + notBeforeIn,
    revokedUntil: revokedUntilIn === undefined ? 0 : clock + revokedUntilIn,
    signInsFrom: 0,
    keys,
  };
}

/** The person of that number in these circumstances. */
export function person(index: number, circumstances: Circumstances = {}): Person {
  const root = rootRing(index, circumstances);
  const ring = deriveEdgeRing(root, audience, root.revokedUntil);
  const signing = ring.keys.find((key) => key.signsFrom !== null);
  if (signing === undefined) throw new Error('a ring needs a key that signs');
  const { iatIn = -300, expIn = 1500, groups = [], signedWith } = circumstances;
  const claims: Claims = {
    kid: signedWith === 'unknown-key' ? encodeTime(clock - 9 * week + index) : signing.kid,
    iat: clock + iatIn - index,
    exp: clock + expIn - index,
    sid: bytesOf('sid', index).toString('base64url').slice(0, 16),
    sub: uuidOf(bytesOf('sub', index)),
    groups: encodeGroups(groups),
  };
  const secret =
    signedWith === 'bad-mac' ? bytesOf('bad', index).toString('base64url') : signing.key;
  const minted = mintToken(claims, secret);
  if (!minted.ok) throw new Error(minted.error);
  return { sub: claims.sub, sid: claims.sid, token: minted.token, ring: formatRing(ring) };
}
