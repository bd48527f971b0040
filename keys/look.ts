/** Secret and store side by side: what an operator is shown, and what the daily run goes by. */
import { formatRing, signingKey, type KeyRing } from '../session/key-ring.ts';
import { clockSlack } from '../session/lifetimes.ts';
import { revocationKeyPrefix } from '../session/names.ts';
import { differences } from './differences.ts';
import { revocationsIn, ringIn } from './edge-ring.ts';
import type { Change, Snapshot } from './edge-store.ts';
import { currentRing, type CurrentRing, type Keys } from './keys.ts';
import type { MetricValues } from './metrics.ts';
import { pendingRing, type PendingRing } from './pending.ts';
import { publication } from './publish.ts';
import type { RotationSchedule } from './ring-store.ts';

export interface Look {
  readonly now: number;
  readonly current: CurrentRing;
  readonly pending: PendingRing;
  readonly schedule: RotationSchedule;
  readonly snapshot: Snapshot;
  /** The edge ring as it is; `null` when there is none that can be read. */
  readonly stored: KeyRing | null;
  /** What has to be repaired in the store, in words. */
  readonly differences: readonly string[];
  /** What repairs it; `null` when nothing has to be. */
  readonly repair: Change | null;
  readonly revocations: {
    /** How many mean something. */
    readonly live: number;
    /** Keys of those that mean nothing any more, on any clock. */
    readonly expired: readonly string[];
    /** Keys of those that cannot be read: the edges let these users in nowhere. */
    readonly unreadable: readonly string[];
  };
}

/** @throws {KeysError} when the secret holds no ring */
export async function lookAt(keys: Keys): Promise<Look> {
  // In this order: see publish.
  const snapshot = await keys.edges.snapshot();
  const { schedule, ...state } = await keys.roots.read();
  const now = keys.now();
  const current = currentRing(state);
  const pending = pendingRing(state.pending, current.ring, now, keys.times);
  const stored = ringIn(snapshot.entries, keys.audience);
  const compared = compare(keys, current.ring, pending, snapshot, stored);
  const revocations = sortRevocations(snapshot.entries, now);
  return { now, current, pending, schedule, snapshot, stored, revocations, ...compared };
}

function compare(
  keys: Keys,
  root: KeyRing,
  pending: PendingRing,
  snapshot: Snapshot,
  stored: KeyRing | null,
): Pick<Look, 'differences' | 'repair'> {
  const { wanted, change } = publication(keys, root, snapshot);
  // A rotation on its way has taught the edges more than the secret says: that is left to it.
  const isAhead =
    pending.state === 'fresh' && publication(keys, pending.ring, snapshot).change === null;
  return change === null || isAhead
    ? { differences: [], repair: null }
    : { differences: differences(wanted, stored), repair: change };
}

function sortRevocations(entries: ReadonlyMap<string, string>, now: number): Look['revocations'] {
  const readable = [...revocationsIn(entries)];
  const known = new Set(readable.map(([key]) => key));
  return {
    live: readable.filter(([, { until }]) => now < until).length,
    expired: readable.filter(([, { until }]) => now >= until + clockSlack).map(([key]) => key),
    unreadable: [...entries.keys()].filter(
      (key) => key.startsWith(revocationKeyPrefix) && !known.has(key),
    ),
  };
}

/** Everything that somebody should know of, whether or not it can be repaired by itself. */
export function faultsOf({ differences: found, pending, revocations }: Look): string[] {
  return [
    ...found,
    ...(pending.state === 'stale' ? [`a rotation cannot be finished: ${pending.why}`] : []),
    ...revocations.unreadable.map((key) => `the entry ${key} cannot be read; revoke the user anew`),
  ];
}

/** Whose entries cannot be read: their subs. */
export function unreadableIn({ revocations }: Look): string[] {
  return revocations.unreadable.map((key) => key.slice(revocationKeyPrefix.length));
}

export function metricsOf(look: Look): MetricValues {
  const { ring } = look.current;
  const signing = signingKey(formatRing(ring), look.now)?.kid;
  const since = ring.keys.find(({ kid }) => kid === signing)?.signsFrom ?? look.now;
  return {
    SigningKeyAge: look.now - since,
    RotationPending: look.pending.state === 'none' ? 0 : 1,
    Differences: faultsOf(look).length,
    StoreSize: look.snapshot.size,
    Revocations: look.revocations.live,
  };
}
