/** What to think of a rotation that has begun and not ended. Pure; times in seconds since 1970. */
import { parseRing, type KeyRing } from '../session/key-ring.ts';
import type { PendingVersion } from './ring-store.ts';
import { standbyOf, succeeds, type RotationTimes } from './rotation.ts';

export type PendingRing =
  | { readonly state: 'none' }
  /** Announced, and not filled yet. */
  | { readonly state: 'empty'; readonly id: string }
  /** May still be published and finished. */
  | { readonly state: 'fresh'; readonly id: string; readonly ring: KeyRing }
  /** May not, and this is why. */
  | { readonly state: 'stale'; readonly id: string; readonly why: string };

/**
 * A pending ring is stale once its new signing key's time has come: until when a key is needed is
 * counted from that time, and whoever still had the older ring would sign on with what is then
 * dropped too early. And it is stale when somebody has changed the ring that it was made from.
 */
export function pendingRing(
  pending: PendingVersion | null,
  current: KeyRing,
  now: number,
  times: RotationTimes,
): PendingRing {
  if (!pending) return { state: 'none' };
  const { id, text } = pending;
  if (text === null) return { state: 'empty', id };
  const stale = (why: string): PendingRing => ({ state: 'stale', id, why });
  const ring = parseRing(text);
  if (!ring) return stale('what it has prepared is no key ring');
  if (!succeeds(ring, current, now, times)) {
    return stale('the keys have been changed since it began');
  }
  const next = ring.keys.find(({ kid }) => kid === standbyOf(current)?.kid)?.signsFrom ?? null;
  if (next === null) return stale('it has no next key');
  if (next <= now) return stale('its key should sign already, and it was not finished');
  return { state: 'fresh', id, ring };
}
