/** What everything works with that reads or changes a deployment's keys. */
import type { EdgeStore } from './edge-store.ts';
import { KeysError } from './errors.ts';
import type { RingState, RingStore, RingVersion } from './ring-store.ts';
import type { RotationTimes } from './rotation.ts';
import type { RandomKey } from './seed.ts';
import { parseRing, type KeyRing } from '../session/key-ring.ts';

export interface Keys {
  readonly audience: string;
  readonly times: RotationTimes;
  /** The secret, which is the truth. */
  readonly roots: RingStore;
  /** The store, which follows it. */
  readonly edges: EdgeStore;
  /** Seconds since 1970. */
  readonly now: () => number;
  readonly randomKey: RandomKey;
}

export interface CurrentRing extends RingVersion {
  readonly ring: KeyRing;
}

/** @throws {KeysError} when the secret holds no ring that this version can read */
export function currentRing({ current }: Pick<RingState, 'current'>): CurrentRing {
  const ring = parseRing(current?.text ?? '');
  if (current && ring) return { ...current, ring };
  throw new KeysError(
    'ring-unreadable',
    'the secret holds no key ring that this version can read; it is left as it is',
  );
}
