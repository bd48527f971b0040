/** Sessions around every rotation: who is let in, shown to edges, renewed, and whether one refuses it. */
import { bounds } from '../keys/bounds.ts';
import { defaults, freshRing } from '../session/lifetimes.ts';
import { parseToken } from '../session/token.ts';
import { edgeLocations, type View } from './propagation.ts';
import { hashed, randomFrom, waiting, type Random } from './random.ts';
import { refuse, renew } from './system/edge.ts';
import { letIn } from './system/exchange.ts';
import type { System } from './system/system.ts';
import type { Change } from './year.ts';

export interface Refusals {
  readonly sessions: number;
  readonly requests: number;
  readonly renewals: number;
  readonly refused: number;
}

const { sessionTtl, maxAge, lead } = defaults;
/** Lambdas, each with a clock and a cache of its own. */
export const lambdas = 3000;
/** Seconds between two pages, on average. */
const pageInterval = 480;
/** The share of requests that another edge answers than the last. */
const roaming = 0.2;
const visits = 3;

/** @param sessions how many, around this rotation */
export function aroundRotation(
  { system, view, seed }: { system: System; view: View; seed: number },
  { began }: Change,
  sessions: number,
): Refusals {
  const random = randomFrom(seed, 2, began);
  const counted = { sessions, requests: 0, renewals: 0, refused: 0 };
  for (let number = 0; number < sessions; number++) {
    // From those that the old key signed last before the change to those after the key is retired.
    let time = Math.floor(began - sessionTtl + random() * (2 * sessionTtl + 3 * lead));
    let token = mint(system, time, random, seed);
    let edge = Math.floor(random() * edgeLocations);
    for (let visit = 0; visit < visits; visit++) {
      time += 1 + Math.floor(waiting(random, pageInterval));
      if (random() < roaming) edge = Math.floor(random() * edgeLocations);
      const now = time + skewOf(seed, edge);
      const { exp, iat } = parseToken(token)!;
      if (now >= exp || now >= iat + maxAge) break;
      counted.requests += 1;
      const { ring, entries } = view(edge, time);
      if (refuse(token, { ring, entryOf: (sub) => entries.get(sub) }, now)) {
        counted.refused += 1;
        break;
      }
      const fresh = (exp - now) * 2 < sessionTtl ? renew(token, ring, now) : '';
      if (fresh) counted.renewals += 1;
      token = fresh || token;
    }
  }
  return counted;
}

/** A session that some Lambda makes, by the ring that it holds. */
export function mint(
  system: System,
  time: number,
  random: Random,
  seed: number,
  who = { sub: 'visitor', sid: 'v'.repeat(16) },
): string {
  const lambda = Math.floor(random() * lambdas);
  const age = (time + lambda) % freshRing;
  const now = time + skewOf(seed, edgeLocations + lambda);
  const vouched = { ...who, iat: time, authTime: time, groups: ['editors'] };
  return letIn(vouched, system.secret.asOf(time - age), undefined, now);
}

/** Seconds that a clock is ahead; any two are at most as far apart as the bound. */
export function skewOf(seed: number, clock: number): number {
  return Math.floor((hashed(seed, 3, clock) - 0.5) * bounds.skew);
}

export function sum(parts: readonly Refusals[]): Refusals {
  return parts.reduce(
    (total, part) => ({
      sessions: total.sessions + part.sessions,
      requests: total.requests + part.requests,
      renewals: total.renewals + part.renewals,
      refused: total.refused + part.refused,
    }),
    { sessions: 0, requests: 0, renewals: 0, refused: 0 },
  );
}
