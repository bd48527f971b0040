import type { EdgeBundles } from '../../functions/compile/edge-code.ts';
import { inParallel } from '../parallel.ts';
import { baselines, grossOfBaseline, type Baseline } from './baselines.ts';
import type { EdgeCase } from './case.ts';
import { grossOfCase, grossOfEmpty } from './count.ts';

export interface EdgeCount {
  readonly id: string;
  /** Instructions per call, net of an empty handler. */
  readonly instructions: number;
}

/**
 * What each case costs, net of an empty handler.
 *
 * @param done is told of each case that is counted
 * @throws Error where a tool is missing, or a case does not meet what it expects
 */
export async function countCases(
  cases: readonly EdgeCase[],
  bundle: EdgeBundles,
  done: (id: string) => void = () => undefined,
): Promise<EdgeCount[]> {
  const empty = await grossOfEmpty();
  return inParallel(cases, async (edgeCase) => {
    const gross = await grossOfCase(edgeCase, bundle);
    done(edgeCase.id);
    return { id: edgeCase.id, instructions: Math.round(gross - empty) };
  });
}

/** What the floor and the other ways cost, net. */
export async function countBaselines(
  chosen: readonly Baseline[] = baselines(),
): Promise<EdgeCount[]> {
  const empty = await grossOfEmpty();
  return inParallel(chosen, async (baseline) => ({
    id: baseline.id,
    instructions: Math.round((await grossOfBaseline(baseline)) - empty),
  }));
}
