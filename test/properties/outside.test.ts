/** Just outside each bound there is a history that breaks a property, and it is found. */
import { describe, expect, test } from '@jest/globals';
import { bounds } from '../../keys/bounds.ts';
import { defaults } from '../../session/lifetimes.ts';
import { counterexample, rules, type PropertyName } from './check.ts';
import { lateRotation, secretFirstRotation } from './mistakes.ts';
import type { Rules } from './record.ts';

const { propagation, skew, mintingRing, step } = bounds;

describe('just outside the bounds', () => {
  test.each<[string, PropertyName, Partial<Rules>]>([
    [
      'an edge that is a second further behind refuses a good session',
      'noneWronglyRefused',
      { propagation: propagation + 1 },
    ],
    [
      'an edge that is a second further behind takes a dropped key',
      'droppedKeysLetNobodyIn',
      { propagation: propagation + 1 },
    ],
    [
      'an edge that is a second further behind lets a revoked user in',
      'revokedUsersStayOut',
      { propagation: propagation + 1 },
    ],
    [
      'an edge that is a second further behind lets an ended session in',
      'endedSessionsStayOut',
      { propagation: propagation + 1 },
    ],
    [
      'an edge that is a second further behind lets in who was signed out with everyone',
      'everyoneOutMeansEveryone',
      { propagation: propagation + 1 },
    ],
    [
      'clocks a second further apart refuse a good session',
      'noneWronglyRefused',
      { skew: skew + 1 },
    ],
    ['clocks further apart let a revoked user in', 'revokedUsersStayOut', { skew: skew + 20 }],
    [
      'clocks further apart let in who was signed out with everyone',
      'everyoneOutMeansEveryone',
      { skew: skew + 60 },
    ],
    [
      'a Lambda with an older ring lets somebody in again',
      'nothingIsMintedFromBefore',
      { mintingRing: mintingRing + 60 },
    ],
    [
      'a Lambda with a much older ring lets somebody in for good',
      'everyoneOutMeansEveryone',
      { mintingRing: mintingRing + 600 },
    ],
    [
      'a Lambda that takes longer lets somebody in again',
      'nothingIsMintedFromBefore',
      { step: step + 60 },
    ],
    [
      'a window shorter than Cognito’s memory lets a revoked user in again',
      'nothingIsMintedFromBefore',
      { memory: rules.memory / 2 },
    ],
    [
      'a window shorter than Cognito’s memory lets a revoked user in for good',
      'revokedUsersStayOut',
      { memory: rules.memory / 2 },
    ],
    [
      'a key that is dropped sooner was still needed',
      'noneWronglyRefused',
      { times: { ...defaults, sessionTtl: defaults.sessionTtl / 2 } },
    ],
    [
      'a rotation that is finished after its key began to sign refuses a good session',
      'noneWronglyRefused',
      { rotation: lateRotation },
    ],
    [
      'a rotation that reads the store’s version after the secret brings a dropped key back',
      'droppedKeysLetNobodyIn',
      { rotation: secretFirstRotation },
    ],
  ])('%s', (_, name, played) => {
    expect(counterexample(name, { runs: 20_000, seed: 7, played })).not.toBeNull();
  });
});
