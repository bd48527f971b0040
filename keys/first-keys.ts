/** Gives a new deployment its first ring, in the secret and in the store that the edges read. */
import { deriveEdgeRing, formatRing, type KeyRing } from '../session/key-ring.ts';
import { revocationsIn, ringIn } from './edge-ring.ts';
import { untilFresh } from './edge-store.ts';
import { currentRing, type Keys } from './keys.ts';
import { publish, readStoredRing } from './publish.ts';
import { seedRing } from './seed.ts';
import { openSignInWindow } from './sign-in-window.ts';

/**
 * The property that marks the secret's first value, which the template has Secrets Manager make
 * up: the only value that may be replaced by a ring.
 */
export const unseededMark = 'latchkey-unseeded';

/**
 * A deployment that has its keys is left as it is, so this may run any number of times.
 *
 * @throws {KeysError} when the secret holds what is no ring
 */
export async function makeFirstKeys(keys: Omit<Keys, 'times'>): Promise<void> {
  const root = await untilFresh(() => rootRing(keys));
  // A rotation on its way has taught the edges more than the secret says: that is left to it.
  const { entries } = await readStoredRing(keys);
  const stored = ringIn(entries, keys.audience);
  if (stored && holds(stored, deriveEdgeRing(root, keys.audience, 0))) return;
  await publish(keys, (state) => currentRing(state).ring);
}

async function rootRing(keys: Omit<Keys, 'times'>): Promise<KeyRing> {
  const { roots } = keys;
  const state = await roots.read();
  if (state.current && !isUnseeded(state.current.text)) return currentRing(state).ring;
  const first = await firstRing(keys);
  await roots.replace(state.current?.id ?? null, formatRing(first));
  return first;
}

/** In a store that has served before, an operator may just have revoked somebody. */
async function firstRing({ edges, now, randomKey }: Omit<Keys, 'times'>): Promise<KeyRing> {
  const first = seedRing(now(), randomKey);
  const { entries } = await edges.snapshot();
  return revocationsIn(entries).size > 0 ? openSignInWindow(first, now()) : first;
}

function isUnseeded(text: string): boolean {
  try {
    return Object.hasOwn(JSON.parse(text) as object, unseededMark);
  } catch {
    return false;
  }
}

function holds(stored: KeyRing, wanted: KeyRing): boolean {
  return (
    stored.notBefore >= wanted.notBefore &&
    wanted.keys.every(({ kid, key }) =>
      stored.keys.some((other) => other.kid === kid && other.key === key),
    )
  );
}
