/** How much the store of revocations holds, and what it takes to fill it. `docs/capacity.md`. */
import { maxKeysPerWrite, maxStoreSize, type EdgeStore } from '../keys/edge-store.ts';
import { openWindow, revokeSids, revokeUser } from '../keys/revocations.ts';
import { seedRing } from '../keys/seed.ts';
import { deriveEdgeRing, formatRing, parseRing } from '../session/key-ring.ts';
import { clockSlack, defaults } from '../session/lifetimes.ts';
import { revocationKeyPrefix, ringKeyPrefix } from '../session/names.ts';
import { formatRevocation } from '../session/revocation.ts';

/** Cognito's subjects are UUIDs. */
const sub = '3f1c9a52-7d0e-4b8a-9c46-1e5f2a7b8d90';
const sid = 'E1-be-KbNU9qOFzw';
export const now = 1_800_000_000;
export const ringKey = `${ringKeyPrefix}demo`;

/** Seconds that a write through the API is taken to need; nobody has measured it here. */
export const assumedWrite = 0.2;

const sizeOf = (key: string, value: string) => Buffer.byteLength(key) + Buffer.byteLength(value);

/** What an entry takes of the store, in bytes. */
export const entryBytes = {
  user: sizeOf(
    revocationKeyPrefix + sub,
    formatRevocation(revokeUser(null, now, now + defaults.signInAge)),
  ),
  session: sizeOf(
    revocationKeyPrefix + sub,
    formatRevocation(revokeSids(null, [sid], now, now + defaults.maxAge + clockSlack)),
  ),
} as const;

/** The ring of an audience as it usually is: one that retires, one that signs, the standby. */
export const usualRing = formatRing(
  deriveEdgeRing(
    seedRing(now, () => 'k'.repeat(43)),
    'demo',
    now + defaults.signInAge,
  ),
);

export interface Capacity {
  /** Entries in a store that holds nothing else but one ring. */
  readonly users: number;
  /** Those that fit the operator's last tenth. */
  readonly usersInLastTenth: number;
  /** Sign-outs, one a user, before their writer stops. */
  readonly signOuts: number;
}

export function capacity(): Capacity {
  const ring = sizeOf(ringKey, usualRing);
  return {
    users: Math.floor((maxStoreSize - ring) / entryBytes.user),
    usersInLastTenth: Math.floor((maxStoreSize * 0.1) / entryBytes.user),
    signOuts: Math.floor((maxStoreSize * 0.9 - ring) / entryBytes.session),
  };
}

/** Writes that revoke so many users: one of the keys may be the ring. */
export function writesFor(users: number): number {
  return Math.ceil(users / (maxKeysPerWrite - 1));
}

/**
 * Revokes users, as many a call as the store takes.
 *
 * @returns how many writes it took
 * @throws {StoreFullError} when they do not fit; what was written stays
 */
export async function revokeAll(store: EdgeStore, subs: readonly string[]): Promise<number> {
  let { etag, entries } = await store.snapshot();
  const until = now + defaults.signInAge;
  const size = maxKeysPerWrite - 1;
  let writes = 0;
  for (let at = 0; at < subs.length; at += size) {
    const puts = new Map(
      subs
        .slice(at, at + size)
        .map((one) => [revocationKeyPrefix + one, formatRevocation(revokeUser(null, now, until))]),
    );
    const ring = parseRing(entries.get(ringKey) ?? '');
    if (!ring) throw new Error('the store holds no ring');
    const revokedUntil = openWindow(ring.revokedUntil, until);
    if (revokedUntil !== ring.revokedUntil)
      puts.set(ringKey, formatRing({ ...ring, revokedUntil }));
    ({ etag } = await store.write(etag, { puts, deletes: [] }));
    entries = new Map(
      [...entries].filter(([key]) => key === ringKey && !puts.has(key)).concat([...puts]),
    );
    writes += 1;
  }
  return writes;
}

/** Subjects that look like Cognito's. */
export function subjects(count: number, from = 0): string[] {
  return Array.from(
    { length: count },
    (_, at) => `00000000-0000-4000-8000-${String(from + at).padStart(12, '0')}`,
  );
}
