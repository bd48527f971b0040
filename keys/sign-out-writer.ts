/**
 * The one writer of sign-outs: takes them from the queue many at a time and tells the edges fifty
 * keys a call. It remembers what the store holds, so that a call that nobody came between needs no
 * reading first.
 */
import { formatRing, parseRing } from '../session/key-ring.ts';
import { clockSlack } from '../session/lifetimes.ts';
import { revocationKeyPrefix, ringKeyPrefix } from '../session/names.ts';
import { formatRevocation, parseRevocation } from '../session/revocation.ts';
import type { SignOut } from '../session/sign-out.ts';
import {
  maxKeysPerWrite,
  maxStoreSize,
  StoreFullError,
  untilFresh,
  type EdgeStore,
  type Snapshot,
} from './edge-store.ts';
import { openWindow, revokeSids } from './revocations.ts';

export interface SignOutWriterOptions {
  readonly store: EdgeStore;
  readonly audience: string;
  /** Seconds: how long a copied token could be renewed at most. */
  readonly maxAge: number;
  /** Seconds since 1970. */
  readonly now: () => number;
}

/** The last tenth of the store is the operator's. */
const roomForSignOuts = maxStoreSize * 0.9;

export interface SignOutWriter {
  /**
   * Ends these sessions at the edges.
   *
   * @throws {StoreFullError} when only the operator's room is left; some may have been written
   * @throws whatever the store throws; writing them again does no harm
   */
  write(signOuts: readonly SignOut[]): Promise<void>;
}

export function signOutWriter(options: SignOutWriterOptions): SignOutWriter {
  let known: Snapshot | null = null;

  async function writeOnce(users: readonly UserSignOuts[]): Promise<void> {
    known ??= await options.store.snapshot();
    if (known.size > roomForSignOuts) throw new StoreFullError();
    const puts = changesFor(users, known.entries, options);
    if (puts.size === 0) return;
    const written = await options.store.write(known.etag, { puts, deletes: [] });
    known = { ...written, entries: new Map([...known.entries, ...puts]) };
  }

  return {
    async write(signOuts) {
      // One of the keys may be the ring.
      for (const users of chunks(byUser(signOuts), maxKeysPerWrite - 1)) {
        await untilFresh(() =>
          writeOnce(users).catch((error: unknown) => {
            known = null;
            throw error;
          }),
        );
      }
    },
  };
}

interface UserSignOuts {
  readonly sub: string;
  readonly sids: readonly string[];
}

/** The entries, and the ring where its window has to open: one all-or-nothing change. */
function changesFor(
  users: readonly UserSignOuts[],
  entries: ReadonlyMap<string, string>,
  { audience, maxAge, now }: SignOutWriterOptions,
): Map<string, string> {
  const until = now() + maxAge + clockSlack;
  const puts = new Map<string, string>();
  for (const { sub, sids } of users) {
    const key = revocationKeyPrefix + sub;
    const text = entries.get(key);
    const entry = text === undefined ? null : parseRevocation(text);
    // The edges let nobody in by an entry that cannot be read: that must not become less.
    if (text !== undefined && !entry) continue;
    puts.set(key, formatRevocation(revokeSids(entry, sids, now(), until)));
  }
  const ringKey = ringKeyPrefix + audience;
  const ring = parseRing(entries.get(ringKey) ?? '');
  // Without a ring the edges let nobody in anyway; making one is not this writer's business.
  if (!ring) return puts;
  const revokedUntil = openWindow(ring.revokedUntil, until);
  if (revokedUntil !== ring.revokedUntil) {
    puts.set(ringKey, formatRing({ ...ring, revokedUntil }));
  }
  return puts;
}

function byUser(signOuts: readonly SignOut[]): UserSignOuts[] {
  const users = new Map<string, string[]>();
  for (const { sub, sid } of signOuts) users.set(sub, [...(users.get(sub) ?? []), sid]);
  return [...users].map(([sub, sids]) => ({ sub, sids }));
}

function chunks<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
