/** Tells the edges: the one way in which a ring gets into the store. */
import { formatRing, type KeyRing } from '../session/key-ring.ts';
import { ringKeyPrefix } from '../session/names.ts';
import { edgeRingOf, ringIn } from './edge-ring.ts';
import { untilFresh, type Snapshot } from './edge-store.ts';
import type { Keys } from './keys.ts';
import type { RingState } from './ring-store.ts';

/**
 * Writes the edge ring of the root ring that `choose` picks, unless the store has it already.
 *
 * The store's version is read before the secret. Whoever changes the secret writes the store
 * afterwards, so a write of ours that was made from an older secret comes either before theirs or
 * is refused: the store never ends with what is older than the secret.
 *
 * @param choose may throw, for there to be nothing to publish
 */
export async function publish(
  keys: Pick<Keys, 'audience' | 'roots' | 'edges' | 'now'>,
  choose: (state: RingState, snapshot: Snapshot) => KeyRing,
): Promise<void> {
  await untilFresh(async () => {
    const snapshot = await readStoredRing(keys);
    const root = choose(await keys.roots.read(), snapshot);
    const { change } = publication(keys, root, snapshot);
    if (change) await keys.edges.write(snapshot.etag, change);
  });
}

/** The ring that the store should have for a root ring, and the change that it takes, if any. */
export function publication(
  { audience, now }: Pick<Keys, 'audience' | 'now'>,
  root: KeyRing,
  { entries }: Snapshot,
) {
  const key = ringKeyPrefix + audience;
  const wanted = edgeRingOf(root, audience, ringIn(entries, audience), entries, now());
  const text = formatRing(wanted);
  const change =
    entries.get(key) === text ? null : { puts: new Map([[key, text]]), deletes: [] as string[] };
  return { wanted, change };
}

/**
 * The ring in the store. Where it cannot be read, everything else is read as well: until when the
 * edges have to look for revocations must not be forgotten with it.
 */
export async function readStoredRing({
  audience,
  edges,
}: Pick<Keys, 'audience' | 'edges'>): Promise<Snapshot> {
  const snapshot = await edges.snapshot([ringKeyPrefix + audience]);
  return ringIn(snapshot.entries, audience) ? snapshot : edges.snapshot();
}
