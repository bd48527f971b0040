/**
 * The one writer of sign-outs: takes them from the queue many at a time and tells the edges fifty
 * keys a call. It remembers what the store holds, so that a call that nobody came between needs no
 * reading first.
 */
import { clockSlack } from '../session/lifetimes.ts';
import { revocationKeyPrefix } from '../session/names.ts';
import { formatRevocation, parseRevocation, type Revocation } from '../session/revocation.ts';
import type { SignOut } from '../session/sign-out.ts';
import {
  maxKeysPerWrite,
  maxStoreSize,
  StoreFullError,
  untilFresh,
  type EdgeStore,
  type Snapshot,
} from './edge-store.ts';
import { revokeSids } from './revocations.ts';
import { openWindows, ringKeysIn } from './windows.ts';

export interface SignOutWriterOptions {
  readonly store: EdgeStore;
  /** Seconds: how long a copied token could be renewed at most, in any audience of the store. */
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

  /** Writes as many as one call takes; those that are left. */
  async function writeSome(users: readonly UserSignOuts[]): Promise<readonly UserSignOuts[]> {
    known ??= await options.store.snapshot();
    if (known.size > roomForSignOuts) throw new StoreFullError();
    // Some of the keys may be rings.
    const room = Math.max(1, maxKeysPerWrite - ringKeysIn(known.entries).length);
    const puts = changesFor(users.slice(0, room), known.entries, options);
    if (puts.size > 0) {
      const written = await options.store.write(known.etag, { puts, deletes: [] });
      known = { ...written, entries: new Map([...known.entries, ...puts]) };
    }
    return users.slice(room);
  }

  return {
    async write(signOuts) {
      let left: readonly UserSignOuts[] = byUser(signOuts);
      while (left.length > 0) {
        const users = left;
        left = await untilFresh(() =>
          writeSome(users).catch((error: unknown) => {
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

/** The entries, and the rings whose window has to open: one all-or-nothing change. */
function changesFor(
  users: readonly UserSignOuts[],
  entries: ReadonlyMap<string, string>,
  { maxAge, now }: SignOutWriterOptions,
): Map<string, string> {
  const until = now() + maxAge + clockSlack;
  const puts = openWindows(entries, until);
  for (const { sub, sids } of users) {
    const key = revocationKeyPrefix + sub;
    const text = entries.get(key);
    const entry = text === undefined ? null : parseRevocation(text);
    // The edges let nobody in by an entry that cannot be read: that must not become less.
    if (text !== undefined && !entry) continue;
    if (entry && isToldAlready(entry, sids, until)) continue;
    puts.set(key, formatRevocation(revokeSids(entry, sids, now(), until)));
  }
  return puts;
}

/** A copied cookie can be signed out over and over: that is to cost no write each time. */
function isToldAlready(entry: Revocation, sids: readonly string[], until: number): boolean {
  return entry.until >= until - clockSlack && sids.every((sid) => entry.sids.includes(sid));
}

function byUser(signOuts: readonly SignOut[]): UserSignOuts[] {
  const users = new Map<string, string[]>();
  for (const { sub, sid } of signOuts) users.set(sub, [...(users.get(sub) ?? []), sid]);
  return [...users].map(([sub, sids]) => ({ sub, sids }));
}
