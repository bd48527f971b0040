/**
 * Which rings have to be written so that the edges look for an entry. An entry holds for every
 * audience of the store: each reads it only while the window in its own ring is open.
 */
import { formatRing, parseRing } from '../session/key-ring.ts';
import { ringKeyPrefix } from '../session/names.ts';
import { openWindow } from './revocations.ts';

/** The keys under which a store holds rings, one of each audience. */
export function ringKeysIn(entries: ReadonlyMap<string, string>): string[] {
  return [...entries.keys()].filter((key) => key.startsWith(ringKeyPrefix));
}

/**
 * The rings of the store whose window would end too early, as they are to be written.
 *
 * @param until when the entry ends, in seconds since 1970
 */
export function openWindows(
  entries: ReadonlyMap<string, string>,
  until: number,
): Map<string, string> {
  return new Map(
    ringKeysIn(entries).flatMap((key) => {
      const ring = parseRing(entries.get(key) ?? '');
      // Without a ring the edges let nobody in anyway; making one is not this writer's business.
      if (!ring) return [];
      const revokedUntil = openWindow(ring.revokedUntil, until);
      return revokedUntil === ring.revokedUntil
        ? []
        : [[key, formatRing({ ...ring, revokedUntil })] as const];
    }),
  );
}

/**
 * The window that a further audience of the store begins with: what has ended for the others has
 * ended for it too.
 *
 * @returns seconds since 1970; 0 where no window was ever opened
 */
export function latestWindow(entries: ReadonlyMap<string, string>): number {
  const windows = ringKeysIn(entries).map(
    (key) => parseRing(entries.get(key) ?? '')?.revokedUntil ?? 0,
  );
  return Math.max(0, ...windows);
}
