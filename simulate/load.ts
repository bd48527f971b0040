/** Calls, what they cost, and how near they come to quotas: arithmetic on the assumptions below. */
import { signInWindow } from '../keys/sign-in-window.ts';
import { defaults, signOutBatching } from '../session/lifetimes.ts';
import { yearLength, type Change } from './year.ts';

/** A busy site; `docs/simulation.md` says so. */
export const site = {
  /** Sessions in use at the busiest hour. */
  activeAtNoon: 200_000,
  signInsPerDay: 20_000,
  signOutsPerDay: 5_000,
  /** Seconds between two pages of a visitor. */
  pageInterval: 480,
} as const;

/** Dollars; KeyValueStore's API. */
export const pricePerCall = 1 / 1000;
/** Token refreshes a second, Cognito's default for an account and region. */
export const cognitoRefreshes = 150;
/** Lambdas at the same moment, the default for an account and region. */
export const lambdaConcurrency = 1000;
/** Seconds that a silent refresh keeps a Lambda busy. */
const refreshTime = 0.3;

/** Calls of the store's API: the version, single keys, a write. */
const calls = { rotation: 9, change: 5, daily: 2, page: 50, delete: 50 } as const;

export interface Calls {
  readonly rotations: number;
  readonly operator: number;
  readonly signOuts: number;
  readonly signIns: number;
  readonly dailyRuns: number;
}

/** Calls of the store's API in the year. */
export function storeCalls(changes: readonly Change[]): Calls {
  const days = yearLength / 86_400;
  const count = (...kinds: Change['kind'][]) =>
    changes.filter(({ kind }) => kinds.includes(kind)).length;
  const deaths = changes.reduce((sum, change) => sum + change.deaths, 0);
  const { signOutsPerDay, signInsPerDay } = site;
  const daily =
    calls.daily + Math.ceil(signOutsPerDay / calls.page) + Math.ceil(signOutsPerDay / calls.delete);
  return {
    rotations: calls.rotation * (count('rotation') + deaths),
    operator: calls.change * count('revocation', 'emergency', 'everyone-out'),
    signOuts: Math.round(days * batchesPerDay(signOutsPerDay)),
    signIns: Math.round((secondsAsked(changes) / 86_400) * signInsPerDay),
    dailyRuns: days * daily,
  };
}

/** For how long after a revocation each sign-in is compared with the store itself. */
function secondsAsked(changes: readonly Change[]): number {
  let [until, seconds] = [0, 0];
  for (const { kind, began } of changes) {
    if (kind !== 'revocation') continue;
    const next = signInWindow(until, began);
    seconds += next - Math.max(until, began);
    until = next;
  }
  return seconds;
}

/** Whoever signs out waits for others, and all of them are one write. */
function batchesPerDay(signOuts: number): number {
  return signOuts / (1 + (signOuts / 86_400) * signOutBatching);
}

export interface Peak {
  /** Refreshes a second that are asked for. */
  readonly usual: number;
  readonly asked: number;
  /** Lambdas busy with that. */
  readonly concurrency: number;
  /** Minutes until nobody waits for Cognito any more, at its quota. */
  readonly minutes: number;
}

/** The busiest hour, and an emergency in it: everybody in turn comes with a session that is over. */
export function emergencyAtNoon(maxAge: number = defaults.maxAge): Peak {
  const usual = site.activeAtNoon / maxAge;
  let [waiting, away, asked, last] = [0, site.activeAtNoon, 0, 0];
  for (let second = 1; second <= 86_400; second++) {
    const arriving = away / site.pageInterval;
    asked = Math.max(asked, arriving);
    away -= arriving;
    waiting = Math.max(0, waiting + arriving - cognitoRefreshes);
    if (waiting > 0) last = second;
  }
  return { usual, asked, concurrency: asked * refreshTime, minutes: last / 60 };
}
