/** The user's own code: run, and watched for what it does that is answered with an error. */
import { randomUUID } from 'node:crypto';
import { EdgeError } from '../../local/cloudfront/errors.ts';
import type { ViewerRequest } from '../../local/cloudfront/event.ts';
import { askEdge, type Outcome, type World } from './edge.ts';

export interface OwnOutcome {
  /** Without headers where CloudFront has its own page. */
  readonly outcome: Outcome | { readonly status: number };
  /** What the code did that it may not; `null` where nothing was seen. */
  readonly fault: string | null;
}

/** Asks the edge function with the user's own code in it. */
export async function askOwn(world: World, request: ViewerRequest): Promise<OwnOutcome> {
  // Else a line that the code itself logs could be taken for one of these.
  const mark = randomUUID();
  const faults: string[] = [];
  const around = (after: string) => watched(after, mark);
  const onLog = (line: string) => {
    if (line.startsWith(mark)) faults.push(line.slice(mark.length));
  };
  try {
    const outcome = await askEdge(world, request, { around, onLog });
    return { outcome, fault: faults[0] ?? null };
  } catch (error) {
    if (!(error instanceof EdgeError)) throw error;
    return { outcome: { status: error.status }, fault: faults[0] ?? error.message };
  }
}

/** The same code, which tells what is wrong with it before the edge function makes a 503 of that. */
function watched(after: string, mark: string): string {
  return `function (crypto) {
    function tell(what) { console.log('${mark}' + what); }
    function telling(run, how) {
      try { return run(); } catch (error) { tell(how + String(error)); throw error; }
    }
    var own = telling(function () { return (${after})(crypto); }, 'it throws when it is loaded: ');
    return function (request, session) {
      var result = telling(function () { return own(request, session); }, 'it throws: ');
      if (result !== Object(result) || (result !== request && !('statusCode' in result))) {
        tell('it answers with neither the request that it was given nor a response');
      } else if (result === request && typeof request.uri !== 'string') {
        tell('it makes uri something that is no string');
      }
      return result;
    };
  }`;
}
