/** For how long sessions are still let in after they were ended: every edge learns of it for itself. */
import { bounds } from '../keys/bounds.ts';
import { defaults } from '../session/lifetimes.ts';
import { edgeLocations, type View } from './propagation.ts';
import { randomFrom } from './random.ts';
import { mint, skewOf } from './sessions.ts';
import { refuse } from './system/edge.ts';
import type { System } from './system/system.ts';
import type { Change, Kind } from './year.ts';

/** Seconds from the end until an edge refused; sorted. */
export type Lateness = readonly number[];

/** Finds the second at which an edge began to refuse: what has arrived there stays. */
export function untilRefused(
  { system, view, seed }: { system: System; view: View; seed: number },
  change: Change,
  edges: number,
): number[] {
  const random = randomFrom(seed, 4, change.began);
  const step = Math.max(1, Math.floor(edgeLocations / edges));
  const offset = Math.floor(random() * step);
  const found: number[] = [];
  for (let edge = offset; edge < edgeLocations && found.length < edges; edge += step) {
    const token = mint(system, change.began - 60, random, seed, change);
    const isRefused = (after: number) => {
      const time = change.began + after;
      const { ring, entries } = view(edge, time);
      const entryOf = (sub: string) => entries.get(sub);
      return refuse(token, { ring, entryOf }, time + skewOf(seed, edge)) !== '';
    };
    let [low, high] = [0, change.done - change.began + bounds.propagation + 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isRefused(middle)) high = middle;
      else low = middle + 1;
    }
    // An edge that never refuses would stand at the session's own end.
    found.push(isRefused(low) ? low : defaults.sessionTtl);
  }
  return found;
}

export function lateness(
  scene: { system: System; view: View; seed: number },
  changes: readonly Change[],
  kind: Kind,
  perKind: number,
): Lateness {
  const meant = changes.filter((change) => change.kind === kind);
  const edges = Math.min(edgeLocations, Math.ceil(perKind / Math.max(1, meant.length)));
  return meant
    .flatMap((change) => untilRefused(scene, change, edges))
    .sort((one, other) => one - other);
}

/** @param share 0.5 for the median */
export function quantile(sorted: Lateness, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
