/**
 * No request and no bundle becomes more expensive unnoticed. Counts are exact, but only with the
 * engine, the libraries and the kind of processor that they were taken with: where the floor, which
 * is none of our code, costs something else, they cannot be compared.
 */
import { describe, expect, test } from '@jest/globals';
import { describeExcess, excesses, readBudget, thisEngine, tolerance } from '../../bench/budget.ts';
import { ourBytes } from '../../bench/bytes/ours.ts';
import { baselines } from '../../bench/edge/baselines.ts';
import { edgeCases } from '../../bench/edge/cases.ts';
import { edgeBundle } from '../../bench/edge/count.ts';
import { countBaselines, countCases } from '../../bench/edge/measure.ts';
import { skippedName } from '../tools/require-tool.ts';
import { toolPath } from '../tools/tool-path.ts';

const budget = readBudget();
const suite = 'the cost of a request';

/** Why nothing can be compared here; undefined where it can. */
async function whyNot(): Promise<string | undefined> {
  for (const tool of ['njs', 'valgrind'] as const) {
    if (toolPath(tool) === undefined) return skippedName(suite, tool);
  }
  const engine = thisEngine() ?? 'no engine';
  if (engine !== budget.engine) {
    return `${suite} [skipped: counted in ${budget.engine}, and this is ${engine}]`;
  }
  const floor = baselines().filter(({ id }) => id === 'floor');
  const [counted] = await countBaselines(floor);
  const [is, was] = [counted?.instructions ?? 0, budget.instructions['floor'] ?? 0];
  return Math.abs(is - was) > was * (tolerance / 2)
    ? `${suite} [skipped: other libraries or another processor: the floor costs ${is} here, ${was} where the budget was taken]`
    : undefined;
}

const reason = await whyNot();
if (reason !== undefined) console.warn(reason);

(reason === undefined ? describe : describe.skip)(reason ?? suite, () => {
  test('stays within one percent of its number, case by case', async () => {
    const counted = await countCases(edgeCases, edgeBundle());
    const now = Object.fromEntries(counted.map(({ id, instructions }) => [id, instructions]));
    const told = excesses(budget.instructions, now).map(describeExcess);
    expect(told).toEqual([]);
  }, 600_000);
});

describe('what is shipped and sent', () => {
  test('stays within one percent of its number of bytes', () => {
    expect(excesses(budget.bytes, { ...ourBytes() }).map(describeExcess)).toEqual([]);
  });
});

describe('excesses', () => {
  test('names what costs more than one percent more, and what has no number', () => {
    const before = { same: 1000, within: 1000, over: 1000, cheaper: 1000 };
    const after = { same: 1000, within: 1010, over: 1011, cheaper: 1, new: 5 };
    expect(excesses(before, after).map(describeExcess)).toEqual([
      'over: 1000 before, 1011 now (+1.1 %)',
      'new: 0 before, 5 now (no number yet)',
    ]);
  });

  test('the budget has a number for every case, and none for what is gone', () => {
    const ids = [...edgeCases.map(({ id }) => id), ...baselines().map(({ id }) => id)];
    expect(Object.keys(budget.instructions).sort()).toEqual(ids.sort());
    expect(new Set(ids).size).toBe(ids.length);
  });
});
