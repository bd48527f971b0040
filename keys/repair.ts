/**
 * The daily run: the secret is the truth and the store follows it, rotations that cannot be finished
 * are given up, and what nobody needs any more goes.
 */
import { formatRing } from '../session/key-ring.ts';
import { maxKeysPerWrite, StaleError, untilFresh, type Change } from './edge-store.ts';
import { currentRing, type Keys } from './keys.ts';
import { lookAt, unreadableIn, type Look } from './look.ts';
import { publish } from './publish.ts';
import { adopt, prune } from './rotation.ts';
import { openSignInWindow } from './sign-in-window.ts';

export interface Repaired {
  /** In words; empty when there was nothing to do. */
  readonly repaired: readonly string[];
  /** Revocation entries that meant nothing any more. */
  readonly removed: number;
  /** Whose entries cannot be read, by sub: what they were to say is not known, and nothing is lost. */
  readonly unreadable: readonly string[];
}

/** @param onLook told what was found, before anything is changed */
export async function repair(keys: Keys, onLook: (look: Look) => void): Promise<Repaired> {
  const found = await lookAt(keys);
  onLook(found);
  const adopted = await changeSecret(keys, found);
  const first = adopted.length > 0 ? await lookAt(keys) : found;
  const { repaired, removed } = await repairStore(keys, first);
  repaired.unshift(...adopted);
  if (first.pending.state === 'stale') {
    await keys.roots.abandon(first.pending.id);
    repaired.push(`gave up a rotation: ${first.pending.why}`);
  }
  // While the edges had another ring they may have signed with a key that seems not to be needed.
  if (repaired.length === 0 && first.pending.state === 'none') {
    repaired.push(...(await dropRetired(keys, first)));
  }
  return { repaired, removed, unreadable: unreadableIn(first) };
}

/**
 * What the secret has to say before the store follows it. The edges may have begun to sign by a
 * rotation that nobody finished: before their ring is written over, the secret takes over which key
 * that is, see {@link adopt}. And a ring of an earlier version does not say which sign-ins may have
 * been ended.
 */
async function changeSecret(
  keys: Keys,
  { current, stored, pending, now }: Look,
): Promise<string[]> {
  if (!stored || pending.state === 'fresh') return [];
  const adopted = adopt(current.ring, stored, now, keys.randomKey);
  const changed = adopted.revokedUntil === 0 ? openSignInWindow(adopted, now) : adopted;
  if (changed === current.ring) return [];
  try {
    await keys.roots.replace(current.id, formatRing(changed));
  } catch (error) {
    // Whoever changed the ring meanwhile did the same, or tomorrow's run does.
    if (error instanceof StaleError) return [];
    throw error;
  }
  return [
    ...(adopted === current.ring
      ? []
      : ['took over the key that the edges sign with since a rotation that was not finished']),
    ...(changed === adopted
      ? []
      : ['noted which sign-ins an operator may have ended: an earlier version did not say']),
  ];
}

async function repairStore(
  keys: Keys,
  first: Look,
): Promise<{ repaired: string[]; removed: number }> {
  const done = { repaired: [] as string[], removed: 0 };
  let known: Look | null = first;
  await untilFresh(async () => {
    const look = known ?? (await lookAt(keys));
    known = null;
    let { etag } = look.snapshot;
    for (const change of changesFor(look)) {
      ({ etag } = await keys.edges.write(etag, change));
      if (change.puts.size > 0) done.repaired.push(...look.differences);
      done.removed += change.deletes.length;
    }
  });
  return done;
}

/** Removals go with the repair, so that a full store has room for it. */
function changesFor({ repair: wanted, revocations: { expired } }: Look): Change[] {
  const puts = wanted?.puts ?? new Map<string, string>();
  const withRepair = expired.slice(0, maxKeysPerWrite - puts.size);
  const changes: Change[] = [{ puts, deletes: withRepair }];
  for (let at = withRepair.length; at < expired.length; at += maxKeysPerWrite) {
    changes.push({ puts: new Map(), deletes: expired.slice(at, at + maxKeysPerWrite) });
  }
  return changes.filter((change) => change.puts.size + change.deletes.length > 0);
}

/** Secret first: should the store not be told, tomorrow's run sees that they differ. */
async function dropRetired(keys: Keys, { current, now }: Look): Promise<string[]> {
  const pruned = prune(current.ring, now, keys.times);
  if (pruned === current.ring) return [];
  try {
    await keys.roots.replace(current.id, formatRing(pruned));
  } catch (error) {
    // Whoever changed the ring meanwhile has dropped them too, or tomorrow's run does.
    if (error instanceof StaleError) return [];
    throw error;
  }
  await publish(keys, (state) => currentRing(state).ring);
  const kept = new Set(pruned.keys.map(({ kid }) => kid));
  return current.ring.keys
    .filter(({ kid }) => !kept.has(kid))
    .map(({ kid }) => `dropped key ${kid}, which has not signed for long enough`);
}
