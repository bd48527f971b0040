/** What the store should hold for a root ring. Pure; times in seconds since 1970. */
import { deriveEdgeRing, parseRing, type KeyRing } from '../session/key-ring.ts';
import { clockSlack } from '../session/lifetimes.ts';
import { revocationKeyPrefix, ringKeyPrefix } from '../session/names.ts';
import { parseRevocation } from '../session/revocation.ts';
import { openWindow } from './revocations.ts';
import { everyoneOutAhead } from './rotation.ts';
import { latestWindow } from './windows.ts';

/** The ring in a store's entries; `null` when there is none, or none that can be read. */
export function ringIn(entries: ReadonlyMap<string, string>, audience: string): KeyRing | null {
  return parseRing(entries.get(ringKeyPrefix + audience) ?? '');
}

/**
 * The edge ring of a root ring. What only the store knows is carried over: until when the edges look
 * for revocation entries. Nor are sessions let in again that the store has signed out, unless its
 * time is one that no operator can have set.
 *
 * @param known what the store has; `null` when it has no ring
 * @param entries what else it has, as far as that has been read
 */
export function edgeRingOf(
  root: KeyRing,
  audience: string,
  known: KeyRing | null,
  entries: ReadonlyMap<string, string>,
  now: number,
): KeyRing {
  const latest = now + everyoneOutAhead + clockSlack;
  const kept = (time: number) => (time <= latest ? time : 0);
  // Other audiences may use the store: what has ended for them has ended for a new one too.
  const window = known?.revokedUntil ?? latestWindow(entries);
  return {
    ...deriveEdgeRing(root, audience, openWindow(window, lastEnd(entries, now))),
    notBefore: Math.max(root.notBefore, kept(known?.notBefore ?? 0)),
    signInsFrom: Math.max(root.signInsFrom, kept(known?.signInsFrom ?? 0)),
  };
}

/** When the last revocation entry ends that still means something; 0 when none does. */
function lastEnd(entries: ReadonlyMap<string, string>, now: number): number {
  let latest = 0;
  for (const { until } of revocationsIn(entries).values()) {
    if (until > now) latest = Math.max(latest, until);
  }
  return latest;
}

/** The revocation entries that can be read, by key. */
export function revocationsIn(entries: ReadonlyMap<string, string>) {
  const found = new Map<string, { readonly until: number }>();
  for (const [key, text] of entries) {
    const entry = key.startsWith(revocationKeyPrefix) ? parseRevocation(text) : null;
    if (entry) found.set(key, entry);
  }
  return found;
}
