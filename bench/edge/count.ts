import { edgeCode, readEdgeBundles, type EdgeBundles } from '../../functions/compile/edge-code.ts';
import { countInstructions } from '../../test/engine/callgrind.ts';
import type { Step } from '../../test/engine/steps.ts';
import type { EdgeCase } from './case.ts';
import { checkCase } from './check.ts';
import { clock } from './people.ts';
import { stepsOf } from './requests.ts';

export const edgeBundle = () => readEdgeBundles(new URL('../../dist/edge/', import.meta.url));

/** What every count is net of. */
export const emptyHandler = 'async function handler(event) {\n  return event.request;\n}\n';

/** The calls that are counted: those from the 101st to the 200th of a process. */
const calls = [100, 200] as const;

/**
 * Instructions per call in njs, everything included.
 *
 * @throws Error where njs or valgrind is missing
 */
export async function grossOf(code: string, steps: readonly Step[]): Promise<number> {
  const count = await countInstructions({ code, clock, step: steps, calls });
  if (count === undefined) throw new Error('njs and valgrind are needed to count instructions');
  return count;
}

/** What an empty handler costs, called likewise. */
export const grossOfEmpty = () => grossOf(emptyHandler, stepsOf({ uri: '/' }));

/** What a case costs; it is checked first. */
export async function grossOfCase(edgeCase: EdgeCase, bundle: EdgeBundles): Promise<number> {
  const code = edgeCode(edgeCase.config, bundle);
  await checkCase(edgeCase, code);
  return grossOf(code, stepsOf(edgeCase.request));
}
