/** A year of a deployment: what is done to its keys and sessions, by the writers' own steps. */
import { dropKeys, everyoneOut, type RotationTimes } from '../keys/rotation.ts';
import { revokeSids, revokeUser } from '../keys/revocations.ts';
import { clockSlack, defaults, signOutBatching } from '../session/lifetimes.ts';
import { randomFrom, type Random } from './random.ts';
import { countingKeys, newSystem, type System } from './system/system.ts';
import { changeEntry, changeRing, revoke, rotation, type Writer } from './system/writers.ts';

export type Kind = 'rotation' | 'sign-out' | 'revocation' | 'emergency' | 'everyone-out';

export interface Change {
  readonly kind: Kind;
  /** Seconds since 1970. */
  readonly began: number;
  /** When store and secret held it. */
  readonly done: number;
  readonly sub: string;
  readonly sid: string;
  /** How often it was begun anew after it had died. */
  readonly deaths: number;
}

export interface Year {
  readonly system: System;
  readonly changes: readonly Change[];
}

export const start = 1_800_000_000;
export const day = 86_400;
export const yearLength = 365 * day;

/** One in so many rotations dies on the way, and is begun again within half an hour. */
const deathRate = 8;
/** How many ends of single sessions are played by the store's own steps. */
const ends = { 'sign-out': 300, revocation: 300 } as const;
const batching = signOutBatching;

export function playYear(seed: number, times: RotationTimes = defaults): Year {
  const random = randomFrom(seed, 1);
  const system = newSystem(start, countingKeys(seed), times);
  const changes = planned(random)
    .sort((one, other) => one.at - other.at)
    .map(({ kind, at }, number) => carryOut(system, kind, at, number, random));
  return { system, changes };
}

/** Every week, some on demand soon after another, and what else a year brings. */
function planned(random: Random): { kind: Kind; at: number }[] {
  const weekly = Array.from({ length: 52 }, (_, week) => start + 3600 + week * 7 * day);
  const onDemand = weekly
    .filter((_, week) => week % 4 === 3)
    .map((at) => at + 900 + random() * 1800);
  const anyTime = (count: number) =>
    Array.from({ length: count }, () => start + day + random() * (yearLength - 2 * day));
  const of = (kind: Kind, moments: readonly number[]) =>
    moments.map((at) => ({ kind, at: Math.floor(at) }));
  return [
    ...of('rotation', [...weekly, ...onDemand]),
    ...of('sign-out', anyTime(ends['sign-out'])),
    ...of('revocation', anyTime(ends.revocation)),
    // Both at the busiest hour.
    ...of(
      'emergency',
      [100, 250].map((at) => start + at * day + day / 2),
    ),
    ...of('everyone-out', [start + 180 * day + day / 2]),
  ];
}

function carryOut(
  system: System,
  kind: Kind,
  began: number,
  number: number,
  random: Random,
): Change {
  const sub = `user-${number}`;
  const sid = String(number).padStart(16, 's');
  // A queue and its batching window come before the writer of sign-outs.
  let time = Math.max(began, system.store.latest.at) + (kind === 'sign-out' ? batching : 0);
  const clock = { time: () => time, now: () => time };
  let deaths = 0;
  for (;;) {
    const steps = stepsOf(system, kind, clock, sub, sid);
    const isMortal = kind === 'rotation' && random() * deathRate < 1;
    let left = isMortal ? 1 + Math.floor(random() * 5) : Infinity;
    let result = steps.next();
    while (!result.done && --left > 0) {
      time += 1 + Math.floor(random() * 2);
      result = steps.next();
    }
    if (result.done && result.value === 'done')
      return { kind, began, done: time, sub, sid, deaths };
    deaths += 1;
    time += 60 + Math.floor(random() * 1740);
  }
}

function stepsOf(
  system: System,
  kind: Kind,
  clock: { time: () => number; now: () => number },
  sub: string,
  sid: string,
): Writer {
  switch (kind) {
    case 'rotation':
      return rotation(system, clock);
    case 'emergency':
      return changeRing(system, clock, (ring, now) => dropKeys(ring, now, system.randomKey));
    case 'everyone-out':
      return changeRing(system, clock, everyoneOut);
    case 'revocation':
      return revoke(system, clock, sub, (entry, now) =>
        revokeUser(entry, now, now + defaults.signInAge),
      );
    case 'sign-out':
      return changeEntry(system, clock, sub, (entry, now) =>
        revokeSids(entry, [sid], now, now + defaults.maxAge + clockSlack),
      );
  }
}
