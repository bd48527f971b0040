import { runInNjs } from '../../test/engine/njs.ts';
import type { Outcome, Step } from '../../test/engine/steps.ts';
import type { EdgeCase } from './case.ts';
import { clock } from './people.ts';
import { fetching, stepsOf } from './requests.ts';

interface Answer {
  readonly statusCode?: number;
  readonly body?: string;
}

const statusOf = ({ result }: Outcome) => (result as Answer | undefined)?.statusCode ?? 'passed';

function reasonOf({ result }: Outcome): unknown {
  const body = (result as Answer | undefined)?.body ?? '';
  return body.startsWith('{') ? (JSON.parse(body) as { reason?: unknown }).reason : undefined;
}

/** The same requests by a script, to which the function says why it refuses them. */
function byScript({ request }: EdgeCase): Step[] {
  const { headers = {} } = request;
  return stepsOf({
    ...request,
    headers: (who) => ({
      ...(typeof headers === 'function' ? headers(who) : headers),
      ...fetching,
    }),
  });
}

function fault({ expect }: EdgeCase, outcome: Outcome): string | undefined {
  if (outcome.threw !== undefined) return `the function threw: ${outcome.threw}`;
  const status = statusOf(outcome);
  if (status !== expect.status) return `${status} instead of ${expect.status}`;
  const reads = outcome.reads.length;
  return reads === expect.reads ? undefined : `${reads} reads instead of ${expect.reads}`;
}

/**
 * Makes sure that the case's requests meet what it says they do: a count of something else would
 * mislead.
 *
 * @throws Error that names the case and what became of it
 */
export async function checkCase(edgeCase: EdgeCase, code: string): Promise<void> {
  const outcomes = await runInNjs({ code, clock, steps: stepsOf(edgeCase.request) });
  const faults = outcomes.map((outcome) => fault(edgeCase, outcome));
  const { reason } = edgeCase.expect;
  if (reason !== undefined) {
    const told = await runInNjs({ code, clock, steps: byScript(edgeCase) });
    faults.push(
      ...told.map(reasonOf).map((is) => (is === reason ? undefined : `reason ${String(is)}`)),
    );
  }
  const found = faults.find((text) => text !== undefined);
  if (found !== undefined) throw new Error(`${edgeCase.id}: ${found}`);
}
