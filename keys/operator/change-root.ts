import { formatRing, type KeyRing } from '../../session/key-ring.ts';
import { ringIn } from '../edge-ring.ts';
import { StaleError, untilFresh } from '../edge-store.ts';
import { causeOf, KeysError } from '../errors.ts';
import { currentRing, type Keys } from '../keys.ts';
import { publish, readStoredRing } from '../publish.ts';
import { adopt } from '../rotation.ts';

interface Changed {
  readonly before: KeyRing;
  readonly after: KeyRing;
  readonly at: number;
}

/**
 * Changes the root ring: the secret first, which is the truth, then the store at once. A rotation
 * that is under way was made from the older ring and gives itself up.
 *
 * @param change the ring anew, or the same one to leave the secret alone
 * @returns the ring before and after, and when the secret had it, in seconds since 1970
 * @throws {KeysError} `store-not-told` when only the secret could be changed
 */
export async function changeRoot(keys: Keys, change: (ring: KeyRing) => KeyRing): Promise<Changed> {
  const changed = await changeSecret(keys, change);
  try {
    await publish(keys, (state) => currentRing(state).ring);
  } catch (error) {
    throw storeNotTold(error);
  }
  return changed;
}

/** Only the secret: for what the edges' ring does not say. */
export function changeSecret(keys: Keys, change: (ring: KeyRing) => KeyRing): Promise<Changed> {
  return untilFresh(async () => {
    // What the edges do already by a rotation that was not finished is not forgotten by this.
    const stored = ringIn((await readStoredRing(keys)).entries, keys.audience);
    const current = currentRing(await keys.roots.read());
    const known = stored ? adopt(current.ring, stored, keys.now(), keys.randomKey) : current.ring;
    const after = change(known);
    if (after !== current.ring) await keys.roots.replace(current.id, formatRing(after));
    return { before: current.ring, after, at: keys.now() };
  });
}

function storeNotTold(error: unknown): KeysError {
  const cause = error instanceof StaleError ? 'others were writing' : causeOf(error);
  return new KeysError(
    'store-not-told',
    `the secret is changed, and the edges have not been told (${cause}): run "repair", or the same again, which changes nothing twice`,
  );
}
