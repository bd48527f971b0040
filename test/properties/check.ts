/** A property, and the histories that it is held against. */
import fc from 'fast-check';
import { bounds } from '../../keys/bounds.ts';
import { memoryAfterRevocation } from '../../keys/sign-in-window.ts';
import { defaults } from '../../session/lifetimes.ts';
import { rotation } from '../../simulate/system/writers.ts';
import { histories, type Extras, type Task } from './history.ts';
import * as judge from './judge.ts';
import type { Record, Rules } from './record.ts';
import { play } from './world.ts';

export const rules: Rules = {
  ...bounds,
  times: defaults,
  rotation,
  memory: memoryAfterRevocation,
};

export type PropertyName = keyof typeof judge;

/** What writers do besides rotating, where a property is checked. */
const tasks: { readonly [Name in PropertyName]: readonly Task[] } = {
  noneWronglyRefused: ['repair'],
  droppedKeysLetNobodyIn: ['drop', 'replace', 'everyone-out'],
  revokedUsersStayOut: ['revoke-user', 'sign-out'],
  endedSessionsStayOut: ['revoke-session', 'sign-out', 'revoke-user'],
  everyoneOutMeansEveryone: ['everyone-out', 'drop'],
  renewalLaundersNothing: ['drop', 'everyone-out', 'revoke-user'],
  nothingIsMintedFromBefore: ['everyone-out', 'revoke-user', 'revoke-session'],
};

const extrasOf = (name: PropertyName): Extras => ({
  isForging: name === 'droppedKeysLetNobodyIn',
  isRemembering: tasks[name].includes('revoke-user'),
});

export interface Search {
  readonly runs: number;
  readonly seed: number;
  /** By what is played; judged is always by the bounds. */
  readonly played?: Partial<Rules>;
  readonly seen?: (record: Record) => void;
}

/** Plays histories until one breaks the property; `null` when none does. */
export function counterexample(name: PropertyName, { runs, seed, played, seen }: Search) {
  const details = fc.check(
    fc.property(histories(tasks[name], extrasOf(name)), (history) => {
      const record = play(history, { ...rules, ...played });
      seen?.(record);
      return judge[name](record, rules).length === 0;
    }),
    { numRuns: runs, seed },
  );
  // An exception is no counterexample.
  if (
    details.errorInstance instanceof Error &&
    !/returning false/.test(details.errorInstance.message)
  ) {
    throw details.errorInstance;
  }
  return details.counterexample?.[0] ?? null;
}
