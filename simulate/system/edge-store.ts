/** The store that the edges read, with all that it has ever held: an edge may be behind. */
import { maxRingLength } from '../../session/key-ring.ts';

export interface StoreState {
  /** Seconds since 1970. */
  readonly at: number;
  readonly version: number;
  /** The edge ring's text. */
  readonly ring: string;
  /** Revocation entries by subject. */
  readonly entries: ReadonlyMap<string, string>;
}

export class EdgeStore {
  readonly states: StoreState[] = [];

  constructor(ring: string, at: number) {
    this.states.push({ at, version: 0, ring, entries: new Map() });
  }

  get latest(): StoreState {
    return this.states.at(-1)!;
  }

  /** All or nothing, and only on top of the version that was read. */
  write(
    version: number,
    at: number,
    change: { ring?: string; entries?: ReadonlyMap<string, string> },
  ): boolean {
    const { latest } = this;
    if (version !== latest.version) return false;
    const ring = change.ring ?? latest.ring;
    if (ring.length > maxRingLength) throw new RangeError('the store takes no longer ring');
    const entries = change.entries
      ? new Map([...latest.entries, ...change.entries])
      : latest.entries;
    this.states.push({ at, version: version + 1, ring, entries });
    return true;
  }

  /** What the store held at a moment: what an edge reads that is as far behind. */
  asOf(time: number): StoreState {
    return this.states.findLast(({ at }) => at <= time) ?? this.states[0]!;
  }
}
