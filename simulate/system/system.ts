import { seedRing, type RandomKey } from '../../keys/seed.ts';
import type { RotationTimes } from '../../keys/rotation.ts';
import { deriveEdgeRing, formatRing, parseRing, type KeyRing } from '../../session/key-ring.ts';
import { audience } from './edge-config.ts';
import { EdgeStore } from './edge-store.ts';
import { RingSecret } from './ring-secret.ts';

/** Secret and store, and who may write them. */
export interface System {
  readonly secret: RingSecret;
  readonly store: EdgeStore;
  readonly randomKey: RandomKey;
  readonly times: RotationTimes;
}

export function edgeRingOf(ring: KeyRing, revokedUntil: number): string {
  return formatRing(deriveEdgeRing(ring, audience, revokedUntil));
}

/** @throws {Error} when it is none, which never comes to be */
export function readRing(text: string): KeyRing {
  const ring = parseRing(text);
  if (!ring) throw new Error('the store holds no ring');
  return ring;
}

/** A deployment as it is made: every edge knows the first ring. */
export function newSystem(now: number, randomKey: RandomKey, times: RotationTimes): System {
  const ring = seedRing(now, randomKey);
  return {
    secret: new RingSecret(ring, now),
    store: new EdgeStore(edgeRingOf(ring, 0), now),
    randomKey,
    times,
  };
}

/** Keys that differ and repeat with the seed; what a key is made of is not the subject here. */
export function countingKeys(seed: number): RandomKey {
  let made = 0;
  return () => `key-${seed}-${(made += 1)}-`.padEnd(43, '0');
}
