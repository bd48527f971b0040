/**
 * The key ring, one line of text:
 *
 *     ring = "1" SP notBefore SP revokedUntil SP signInsFrom 1*( SP kid ":" key ":" signsFrom )
 *
 * `docs/formats.md` describes each part. Only this file knows the separators.
 */
import { deriveKey } from './mac.ts';
import { decodeTime, encodeTime } from './time.ts';

export interface RingKey {
  /** The key's birth, seconds since 1970 in base 36. */
  readonly kid: string;
  /** 43 base64url characters, used as those ASCII characters. */
  readonly key: string;
  /** When it starts to sign, in seconds since 1970; `null` for the standby key. */
  readonly signsFrom: number | null;
}

/** All times in seconds since 1970. */
export interface KeyRing {
  /** Tokens with an earlier `iat` are refused. */
  readonly notBefore: number;
  /**
   * In the edge ring: while the clock is before it, the edge looks for revocation entries. In the root
   * ring: an operator may have ended a sign-in that is dated before it; 0 where nobody has said.
   */
  readonly revokedUntil: number;
  /** The Lambda lets nobody in whose sign-in is older. The edge ignores it. */
  readonly signInsFrom: number;
  /** In any order, and best with those first that sign or signed last: they are found soonest. */
  readonly keys: readonly RingKey[];
}

/** KeyValueStore's limit for a value, in bytes; a ring is ASCII. */
export const maxRingLength = 1024;

const keyLength = 43;

const timesShape = /^1 ([a-z\d]+) ([a-z\d]+) \w+ /;
/** How long a ring's times are at least. */
const timesAtLeast = 7;

const ringShape =
  /^1 [a-z\d]{1,8} [a-z\d]{1,8} [a-z\d]{1,8}( [a-z\d]{1,8}:[\w-]{43}:[a-z\d]{0,8})+$/;

/** Reads a ring; `null` when it is not one, which nobody may take for an empty ring. */
export function parseRing(text: string): KeyRing | null {
  if (text.length > maxRingLength || !ringShape.test(text)) return null;
  const fields = text.split(' ');
  return {
    notBefore: decodeTime(fields[1]!),
    revokedUntil: decodeTime(fields[2]!),
    signInsFrom: decodeTime(fields[3]!),
    keys: fields.slice(4).map(function (field) {
      const part = field.split(':');
      return { kid: part[0]!, key: part[1]!, signsFrom: part[2] ? decodeTime(part[2]) : null };
    }),
  };
}

/** A ring's times as the edge needs them, in seconds since 1970. */
export type EdgeTimes = readonly [notBefore: number, revokedUntil: number];

/** How a ring begins that has ended nobody's session. */
const nothingEnded = '1 0 0 0 ';
export const noTimes: EdgeTimes = [0, 0];

/** A ring's times for the edge, which does not read the rest; `null` when it is no ring. */
export function parseTimes(text: string): EdgeTimes | null {
  if (text.startsWith(nothingEnded)) return noTimes;
  const part = timesShape.exec(text) as string[] | null;
  return part && [decodeTime(part[1]!), decodeTime(part[2]!)];
}

/**
 * Where the key of that id stands, found without reading the others: see {@link isKeyAt}.
 *
 * @param kid at most 8 characters
 */
export function findKeyAt(text: string, kid: string): number {
  const field = ' ' + kid + ':';
  return text.indexOf(field, timesAtLeast) + field.length;
}

/**
 * Whether a key may stand there: no sooner than after the shortest times and id. Where none is found,
 * it would be one character before the end of the longest id, which is sooner.
 */
export function isKeyAt(position: number): boolean {
  return position > timesAtLeast + 2;
}

/** The key that stands there: 43 characters, if it is whole. */
export function keyAt(text: string, position: number): string {
  return text.slice(position, position + keyLength);
}

/** Whether the key that stands there is followed by what follows a key. */
export function isWholeKey(text: string, position: number): boolean {
  return text[position + keyLength] === ':';
}

/** Writes a ring. The caller holds its length against {@link maxRingLength}. */
export function formatRing(ring: KeyRing): string {
  const fields = [
    '1',
    encodeTime(ring.notBefore),
    encodeTime(ring.revokedUntil),
    encodeTime(ring.signInsFrom),
  ];
  for (let i = 0; i < ring.keys.length; i++) {
    const key = ring.keys[i]!;
    fields.push(
      key.kid + ':' + key.key + ':' + (key.signsFrom === null ? '' : encodeTime(key.signsFrom)),
    );
  }
  return fields.join(' ');
}

/** A key as it stands in a ring. */
export type KeyField = readonly [field: string, kid: string, key: string, signsFrom: string];

/**
 * The key that signs at `now`: the greatest `signsFrom` that has passed.
 *
 * @param text a ring
 */
export function signingField(text: string, now: number): KeyField | undefined {
  // A standby key has no time after its second colon, so it is passed over.
  const field = / (\w+):([\w-]{43}):(\w+)/g;
  let signing;
  let latest = 0;
  let part;
  while ((part = field.exec(text))) {
    const signsFrom = decodeTime(part[3]!);
    if (signsFrom <= now && signsFrom > latest) {
      latest = signsFrom;
      signing = part;
    }
  }
  return signing as KeyField | undefined;
}

/** The same, by name; `null` if there is none. */
export function signingKey(
  text: string,
  now: number,
): { readonly kid: string; readonly key: string } | null {
  const field = signingField(text, now);
  return field ? { kid: field[1], key: field[2] } : null;
}

/** The key of that id, or `null`. */
export function findKey(ring: KeyRing, kid: string): RingKey | null {
  return (
    ring.keys.filter(function (key) {
      return key.kid === kid;
    })[0] || null
  );
}

/**
 * The ring that the edges of an audience read: the same ids and times, with the session keys in
 * place of the secrets.
 *
 * @param revokedUntil the edge's own, in seconds since 1970
 */
export function deriveEdgeRing(root: KeyRing, audience: string, revokedUntil: number): KeyRing {
  return {
    notBefore: root.notBefore,
    revokedUntil: revokedUntil,
    signInsFrom: root.signInsFrom,
    keys: root.keys.map(function (key) {
      return {
        kid: key.kid,
        key: deriveKey(key.key, 'session', audience),
        signsFrom: key.signsFrom,
      };
    }),
  };
}
