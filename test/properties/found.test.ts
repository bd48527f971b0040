/** The smallest histories that once broke a property within the bounds. */
import { describe, expect, test } from '@jest/globals';
import { clockSlack, codeAge, defaults, managedLoginAge } from '../../session/lifetimes.ts';
import { rules } from './check.ts';
import type { Deed, History, Visit } from './history.ts';
import * as judge from './judge.ts';
import type { Rules } from './record.ts';
import { play } from './world.ts';

const now: Visit = { after: 0, which: 0, edge: 2, late: 0, later: 0 };
const later: Visit = { ...now, after: defaults.lead };
const whole = (task: (Deed & { kind: 'whole' })['task'], writer: 0 | 1 = 0): Deed => ({
  kind: 'whole',
  after: 0,
  writer,
  task,
});
const signIn = (changes: Partial<Deed & { kind: 'sign-in' }> = {}): Deed => ({
  kind: 'sign-in',
  after: 0,
  user: 0,
  lambda: 4,
  age: 0,
  visits: [],
  ...changes,
});

/** @param ahead actors whose clock is ahead of everybody else's by all the bounds allow */
function broken(
  name: keyof typeof judge,
  deeds: readonly Deed[],
  ahead: readonly number[] = [],
  played: Partial<Rules> = {},
) {
  const offsets = Array.from({ length: 7 }, (_, actor) => (ahead.includes(actor) ? 1 : 0));
  const history: History = { offsets, deeds };
  return judge[name](play(history, { ...rules, ...played }), rules);
}

describe('histories within the bounds', () => {
  test('a key that was published a moment before it got its time, and a Lambda whose clock is ahead', () => {
    const deeds = [
      whole('rotate'),
      { ...whole('rotate'), after: 1 },
      signIn({ after: { until: 'signs', off: -clockSlack }, visits: [{ ...now, late: 1 }] }),
    ];
    expect(broken('noneWronglyRefused', deeds, [4])).toEqual([]);
  });

  test('a forged session, renewed with the next key where a rotation was never finished', () => {
    const deeds: Deed[] = [
      ...[0, 0, 0, 0].map((after): Deed => ({ kind: 'step', after, writer: 0, task: 'rotate' })),
      { kind: 'forge', after: { until: 'signs', off: -1 }, visits: [{ ...now, after: 1 }] },
      { kind: 'die', after: 0, writer: 0 },
      whole('drop'),
      { kind: 'visit', ...later },
    ];
    expect(broken('droppedKeysLetNobodyIn', deeds)).toEqual([]);
  });

  test('a user revoked, and Cognito, whose clock is ahead', () => {
    const deeds = [
      signIn(),
      { ...whole('revoke-user'), after: 1 },
      { kind: 'visit', ...later } as const,
    ];
    expect(broken('revokedUsersStayOut', deeds, [6])).toEqual([]);
  });

  test('everyone out, and Cognito, whose clock is ahead', () => {
    const deeds = [
      signIn(),
      { ...whole('everyone-out'), after: 1 },
      { kind: 'visit', ...later } as const,
    ];
    expect(broken('everyoneOutMeansEveryone', deeds, [6])).toEqual([]);
    expect(
      broken(
        'nothingIsMintedFromBefore',
        [...deeds.slice(0, 2), { ...signIn(), kind: 'again', which: 0, after: 11 } as Deed],
        [6],
      ),
    ).toEqual([]);
  });

  test('a user revoked, and Cognito’s memory of the browser at its last moment, dated anew', () => {
    const deeds: Deed[] = [
      signIn(),
      { ...whole('revoke-user'), after: 1 },
      {
        ...signIn({ after: { until: 'forgets', off: 0 }, visits: [later] }),
        kind: 'remembered',
        which: 0,
        isDatedAnew: true,
      } as Deed,
    ];
    const barely = managedLoginAge + codeAge + clockSlack;
    for (const name of ['nothingIsMintedFromBefore', 'revokedUsersStayOut'] as const) {
      expect(broken(name, deeds, [4, 6])).toEqual([]);
      expect(broken(name, deeds, [4, 6], { memory: barely })).toEqual([]);
      expect(broken(name, deeds, [4, 6], { memory: barely - 1 })).not.toEqual([]);
    }
  });

  test('a user revoked, who is let in at that moment and refreshes where an edge is behind', () => {
    const ago = 1 / defaults.lead;
    const deeds: Deed[] = [
      signIn(),
      { ...whole('revoke-user'), after: 10 },
      { ...signIn({ after: 4, age: 1 }), kind: 'remembered', which: 0, isDatedAnew: false } as Deed,
      {
        ...signIn({ after: 85, visits: [later] }),
        kind: 'refresh',
        which: 0,
        edge: 2,
        late: 110 * ago,
        later: 110 * ago,
      } as Deed,
    ];
    for (const name of ['nothingIsMintedFromBefore', 'revokedUsersStayOut'] as const) {
      expect(broken(name, deeds)).toEqual([]);
      expect(broken(name, deeds, [], { memory: 60 })).not.toEqual([]);
    }
  });
});
