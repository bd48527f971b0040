import { KeysError } from '../errors.ts';
import { currentRing } from '../keys.ts';
import { pendingRing } from '../pending.ts';
import { rotate } from '../rotation.ts';
import type { Carrying } from './context.ts';

/** What would fail unseen in the rotation is said at once. */
export const startRotation: Carrying<'rotate'> = async (context) => {
  const { roots, now, randomKey, times } = context;
  const state = await roots.read();
  if (!state.schedule.enabled) {
    throw new KeysError('rotation-not-set-up', 'the secret has no rotation: deploy it anew');
  }
  const { ring } = currentRing(state);
  const pending = pendingRing(state.pending, ring, now(), times);
  // Else the service would take up again what cannot be finished.
  if (pending.state === 'stale') await roots.abandon(pending.id);
  rotate(ring, now(), randomKey, times);
  try {
    await context.startRotation();
    return { started: true };
  } catch (error) {
    const isUnderWay = pending.state === 'fresh' || pending.state === 'empty';
    // The service goes on with the one that is under way, and says so by this error.
    if (isUnderWay && error instanceof Error && error.name === 'InvalidRequestException') {
      return { started: false };
    }
    throw error;
  }
};
