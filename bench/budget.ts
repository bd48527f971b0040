/** The numbers that may not grow unnoticed: what a request costs, and what is shipped and sent. */
import { readFileSync, writeFileSync } from 'node:fs';
import { findTool } from '../test/tools/find.ts';

export interface Budget {
  /** The engine that the instructions were counted in. */
  readonly engine: string;
  /** Instructions for a call, net of an empty handler, by case. */
  readonly instructions: Readonly<Record<string, number>>;
  readonly bytes: Readonly<Record<string, number>>;
}

const file = new URL('budget.json', import.meta.url);

/** A case may cost so much more than its number. */
export const tolerance = 0.01;

/** The engine of this machine as the budget names it; undefined where there is none. */
export function thisEngine(): string | undefined {
  const njs = findTool('njs');
  return njs && `njs ${njs.version}`;
}

export const readBudget = (): Budget => JSON.parse(readFileSync(file, 'utf8')) as Budget;

export async function writeBudget(budget: Budget): Promise<void> {
  const prettier = await import('prettier');
  writeFileSync(file, await prettier.format(JSON.stringify(budget), { parser: 'json' }));
}

/** A case that costs more than it may: its number, and what it costs now. */
export interface Excess {
  readonly id: string;
  readonly before: number;
  readonly after: number;
}

/**
 * Everything that costs more than its number and the tolerance allow. A case without a number is
 * an excess too: its number has to be written down.
 */
export function excesses(
  before: Readonly<Record<string, number>>,
  after: Readonly<Record<string, number>>,
): Excess[] {
  return Object.entries(after)
    .map(([id, value]) => ({ id, before: before[id] ?? 0, after: value }))
    .filter((one) => one.after > one.before * (1 + tolerance));
}

/** One line for each, for people. */
export const describeExcess = ({ id, before, after }: Excess) =>
  `${id}: ${before} before, ${after} now (${before === 0 ? 'no number yet' : `+${((100 * (after - before)) / before).toFixed(1)} %`})`;
