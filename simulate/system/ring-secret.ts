/** The secret with the root ring: its versions, and the stage that a rotation prepares. */
import type { KeyRing } from '../../session/key-ring.ts';

export interface SecretState {
  readonly at: number;
  readonly version: number;
  readonly ring: KeyRing;
}

export class RingSecret {
  readonly states: SecretState[] = [];
  /** AWSPENDING. */
  pending: KeyRing | null = null;

  constructor(ring: KeyRing, at: number) {
    this.states.push({ at, version: 0, ring });
  }

  get current(): SecretState {
    return this.states.at(-1)!;
  }

  /** Moves AWSCURRENT, and only from the version that was read. */
  replace(version: number, at: number, ring: KeyRing): boolean {
    if (version !== this.current.version) return false;
    this.states.push({ at, version: version + 1, ring });
    return true;
  }

  /** What a Lambda holds that read the secret at that moment. */
  asOf(time: number): KeyRing {
    return (this.states.findLast(({ at }) => at <= time) ?? this.states[0]!).ring;
  }
}
