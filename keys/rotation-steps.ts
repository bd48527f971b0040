/**
 * The four steps in which Secrets Manager has a secret rotated. Each may be repeated, and may die
 * anywhere: the next call of it, or the next rotation, goes on from what is there.
 *
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
 */
import { deriveEdgeRing, findKey, formatRing, type KeyRing } from '../session/key-ring.ts';
import { ringIn } from './edge-ring.ts';
import { KeysError } from './errors.ts';
import { currentRing, type Keys } from './keys.ts';
import { pendingRing } from './pending.ts';
import { publish, readStoredRing } from './publish.ts';
import type { RingState } from './ring-store.ts';
import { rotate, standbyOf } from './rotation.ts';
import { checkStoredRing } from './stored-ring.ts';

export const rotationSteps = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;
export type RotationStep = (typeof rotationSteps)[number];

/**
 * @param id the version that the rotation fills: its ClientRequestToken
 * @throws {KeysError} when the rotation cannot go on; the next one then begins anew
 * @throws {RingFullError} when too many keys are still needed; the same rotation may try again
 */
export async function runStep(keys: Keys, step: RotationStep, id: string): Promise<void> {
  const state = await keys.roots.read();
  // The service may ask for any step again once all is done.
  if (state.current?.id === id) return;
  try {
    await steps[step](keys, id, state);
  } catch (error) {
    if (error instanceof KeysError && error.code === 'rotation-stale') await keys.roots.abandon(id);
    throw error;
  }
}

const steps: Record<RotationStep, (keys: Keys, id: string, state: RingState) => Promise<void>> = {
  async createSecret(keys, id, state) {
    const isFilled = state.pending?.id !== id || state.pending.text !== null;
    if (isFilled) return void ringToFinish(keys, id, state);
    const { ring } = currentRing(state);
    await teachStandby(keys, ring);
    await keys.roots.fill(id, formatRing(rotate(ring, keys.now(), keys.randomKey, keys.times)));
  },

  async setSecret(keys, id) {
    await publish(keys, (latest) => ringToFinish(keys, id, latest));
  },

  async testSecret(keys, id, state) {
    const { ring, text } = currentRing(state);
    const { pending } = state;
    // Where rotation is only set up, the service tries this step with a version of its own making.
    const isTrial = pending?.id === id && (pending.text === null || pending.text === text);
    await checkStoredRing(keys, isTrial ? ring : ringToFinish(keys, id, state));
  },

  async finishSecret(keys, id, state) {
    const next = ringToFinish(keys, id, state);
    // Once it is current, keys that it does without may go: the edges must not sign with them then.
    await checkStoredRing(keys, next);
    await keys.roots.finish(id, currentRing(state).id);
  },
};

/** The next key to sign has to be known before its time is set: its lead is counted from now. */
async function teachStandby(keys: Keys, current: KeyRing): Promise<void> {
  const standby = standbyOf(deriveEdgeRing(current, keys.audience, 0));
  const stored = ringIn((await readStoredRing(keys)).entries, keys.audience);
  const isKnown = stored && standby && findKey(stored, standby.kid)?.key === standby.key;
  if (!isKnown) await publish(keys, (state) => currentRing(state).ring);
}

/** The ring that this rotation has prepared. @throws {KeysError} when it may not be used */
function ringToFinish(keys: Keys, id: string, state: RingState): KeyRing {
  const pending = pendingRing(state.pending, currentRing(state).ring, keys.now(), keys.times);
  if (pending.state === 'none' || pending.id !== id) {
    throw new KeysError('rotation-unknown', 'this rotation is not the one that is under way');
  }
  if (pending.state === 'fresh') return pending.ring;
  throw pending.state === 'stale'
    ? new KeysError('rotation-stale', `this rotation is given up: ${pending.why}`)
    : new KeysError('rotation-empty', 'this rotation has not prepared its keys yet');
}
