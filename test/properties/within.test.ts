/** Within the bounds of `keys/bounds.ts` these hold, whatever happens in whichever order. */
import { describe, expect, test } from '@jest/globals';
import { counterexample, type PropertyName } from './check.ts';

const runs = 10_000;
const seed = 1;

describe('within the bounds', () => {
  test.each<[string, PropertyName]>([
    ['rotation refuses no session that is good', 'noneWronglyRefused'],
    ['a dropped key lets nobody in, nor what was renewed from it', 'droppedKeysLetNobodyIn'],
    ['a revoked user stays out', 'revokedUsersStayOut'],
    ['a session that was ended stays out', 'endedSessionsStayOut'],
    ['everyone out means everyone', 'everyoneOutMeansEveryone'],
    [
      'renewal changes nothing but the expiry, and reaches no further than maxAge',
      'renewalLaundersNothing',
    ],
    ['nobody is let in by what Cognito vouched for before', 'nothingIsMintedFromBefore'],
  ])('%s', (_, name) => {
    const totals = { visits: 0, accepted: 0, rotations: 0, ends: 0 };
    const found = counterexample(name, {
      runs,
      seed,
      seen({ asked, rotations, ends }) {
        totals.visits += asked.length;
        totals.accepted += asked.filter(({ reason }) => reason === '').length;
        totals.rotations += rotations;
        totals.ends += ends.length;
      },
    });
    expect(found).toBeNull();
    // Histories in which nothing happens would show nothing.
    expect(totals.visits).toBeGreaterThan(4 * runs);
    expect(totals.accepted).toBeGreaterThan(runs);
    expect(totals.visits - totals.accepted).toBeGreaterThan(runs);
    expect(totals.rotations).toBeGreaterThan(runs / 4);
    expect(totals.ends).toBeGreaterThan(name === 'noneWronglyRefused' ? -1 : runs / 2);
  });
});
