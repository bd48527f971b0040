/**
 * How long a write takes to an edge. There is no SLA: 14 to 31 s was measured often, one to two
 * minutes are reported, and what lies beyond is an assumption.
 */
import { bounds } from '../keys/bounds.ts';
import type { EdgeStore, StoreState } from './system/edge-store.ts';
import { hashed } from './random.ts';

export const edgeLocations = 600;

/** The share of writes, and the longest that it takes them, in seconds. */
const usual = [
  { share: 0.9, from: 14, to: 31 },
  { share: 0.07, from: 31, to: 60 },
  { share: 0.025, from: 60, to: 120 },
] as const;

const tail = { from: 120, exponent: 1.1 };

/** @returns seconds, never beyond the bound */
export function delayOf(chance: number): number {
  let rest = chance;
  for (const { share, from, to } of usual) {
    if (rest < share) return from + (rest / share) * (to - from);
    rest -= share;
  }
  const left = 1 - usual.reduce((sum, { share }) => sum + share, 0);
  return Math.min(bounds.propagation, tail.from * (1 - rest / left) ** (-1 / tail.exponent));
}

/** What an edge reads: the latest that has arrived there. */
export type View = (edge: number, time: number) => StoreState;

/** @param lag seconds that one edge, the last, is behind instead */
export function viewOf(store: EdgeStore, seed: number, lag: number | null = null): View {
  const { states } = store;
  return (edge, time) => {
    for (let at = latestBy(states, time); at > 0; at--) {
      const isSlow = lag !== null && edge === edgeLocations - 1;
      const delay = isSlow ? lag : delayOf(hashed(seed, at, edge));
      if (states[at]!.at + delay <= time) return states[at]!;
    }
    return states[0]!;
  };
}

function latestBy(states: readonly StoreState[], time: number): number {
  let [low, high] = [0, states.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (states[middle]!.at <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
