/** The figures of a run, from its parts. */
import { defaults } from '../session/lifetimes.ts';
import type { RotationTimes } from '../keys/rotation.ts';
import { lateness, type Lateness } from './ends.ts';
import { emergencyAtNoon, storeCalls, type Calls, type Peak } from './load.ts';
import { edgeLocations, viewOf } from './propagation.ts';
import { aroundRotation, sum, type Refusals } from './sessions.ts';
import { day, playYear, type Change, type Kind, type Year } from './year.ts';

export interface Run {
  readonly seed: number;
  /** Around all rotations together. */
  readonly sessions: number;
  readonly times: RotationTimes;
}

export const endKinds = [
  'sign-out',
  'revocation',
  'emergency',
  'everyone-out',
] as const satisfies readonly Kind[];
export type EndKind = (typeof endKinds)[number];

/** Seconds that one edge is behind, beyond the bound. */
export const lags = [1200, 3600, day, 8 * day] as const;

export interface Figures {
  readonly changes: { readonly [Name in Kind]: number };
  readonly deaths: number;
  readonly ordinary: Refusals;
  readonly lagging: readonly { readonly lag: number; readonly refusals: Refusals }[];
  readonly late: { readonly [Name in EndKind]: Lateness };
  readonly calls: Calls;
  readonly peak: Peak;
}

/** The sessions around some of the rotations: `part` of `parts`. */
export function rotationsPart(run: Run, part: number, parts: number, done: () => void): Refusals {
  const year = playYear(run.seed, run.times);
  const rotations = ofKind(year, 'rotation');
  const each = Math.ceil(run.sessions / rotations.length);
  const scene = { system: year.system, view: viewOf(year.system.store, run.seed), seed: run.seed };
  const mine = rotations.filter((_, number) => number % parts === part);
  return sum(
    mine.map((rotation) => {
      const refusals = aroundRotation(scene, rotation, each);
      done();
      return refusals;
    }),
  );
}

/** Everything else. */
export function remainder(run: Run, ordinary: Refusals): Figures {
  const year = playYear(run.seed, run.times);
  const { system, changes } = year;
  const scene = { system, view: viewOf(system.store, run.seed), seed: run.seed };
  const samples = Math.max(300, Math.min(6000, run.sessions / 100));
  const late = Object.fromEntries(
    endKinds.map((kind) => [kind, lateness(scene, changes, kind, samples)]),
  ) as unknown as Figures['late'];
  return {
    changes: Object.fromEntries(
      ['rotation' as const, ...endKinds].map((kind) => [kind, ofKind(year, kind).length]),
    ) as unknown as Figures['changes'],
    deaths: changes.reduce((total, change) => total + change.deaths, 0),
    ordinary,
    lagging: lags.map((lag) => ({ lag, refusals: withLag(year, run, lag) })),
    late,
    calls: storeCalls(changes),
    peak: emergencyAtNoon(defaults.maxAge),
  };
}

/** One edge of all is so far behind; all the visitors are its own, to see what it does to them. */
function withLag(year: Year, run: Run, lag: number): Refusals {
  const slow = viewOf(year.system.store, run.seed, lag);
  const scene = {
    system: year.system,
    view: (_: number, time: number) => slow(edgeLocations - 1, time),
    seed: run.seed,
  };
  const rotations = ofKind(year, 'rotation');
  const each = Math.ceil(Math.min(run.sessions / 20, 50_000) / rotations.length);
  return sum(rotations.map((rotation) => aroundRotation(scene, rotation, each)));
}

function ofKind({ changes }: Year, kind: Kind): Change[] {
  return changes.filter((change) => change.kind === kind);
}
