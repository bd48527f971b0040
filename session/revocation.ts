/**
 * A user's revocation entry:
 *
 *     entry = until SP before *( SP sid )
 *
 * Only this file knows the separators.
 */
import type { Reason } from './reasons.ts';
import { decodeTime, encodeTime } from './time.ts';

export interface Revocation {
  /** From then on the entry means nothing; seconds since 1970. */
  readonly until: number;
  /** Sessions with `iat` up to this are refused; seconds since 1970, 0 for none. */
  readonly before: number;
  /** Sign-ins that are refused. */
  readonly sids: readonly string[];
}

// Its end is written so because `$` lets a line end through in the edge engine.
const entryShape = /^([a-z\d]{1,8}) ([a-z\d]{1,8})((?: [\w-]{16})*)(?!\s)$/;

/** Reads an entry; `null` when it is not one, which nobody may take for "not revoked". */
export function parseRevocation(text: string): Revocation | null {
  const part = entryShape.exec(text);
  return (
    part && {
      until: decodeTime(part[1]!),
      before: decodeTime(part[2]!),
      sids: part[3]!.split(' ').slice(1),
    }
  );
}

/** Writes an entry. */
export function formatRevocation(entry: Revocation): string {
  return [encodeTime(entry.until), encodeTime(entry.before)].concat(entry.sids).join(' ');
}

/**
 * What a user's entry says of a session: `revoked` while the entry means anything and ends it. An
 * entry that cannot be read lets nobody in.
 *
 * @param iat seconds since 1970, as `now`
 */
export function refuseRevoked(text: string, iat: number, sid: string, now: number): Reason | '' {
  const part = entryShape.exec(text);
  if (!part) return 'unavailable';
  return now < decodeTime(part[1]!) &&
    (iat <= decodeTime(part[2]!) || part[3]!.indexOf(' ' + sid) >= 0)
    ? 'revoked'
    : '';
}
