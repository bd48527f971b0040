import { readLoginRequired, refreshable } from './answers.ts';
import { readJson } from './endpoints.ts';
import type { Environment, FetchInit, FetchInput } from './environment.ts';
import { outgoing } from './outgoing.ts';

/** What the guarded `fetch` may do when the gate asks for a sign-in. */
export interface Recovery {
  /** Silently asks for a new session. */
  readonly refresh: () => Promise<boolean>;
  /** Nothing silent helps any more. */
  readonly signInRequired: (reason: string) => void;
}

/** `fetch` that heals an expired session once; see `LatchkeyClient.fetch`. */
export async function guardedFetch(
  environment: Environment,
  recovery: Recovery,
  input: FetchInput,
  init?: FetchInit,
): Promise<Response> {
  const { sameOrigin, replayable, send } = await outgoing(environment, input, init);
  const first = await send();
  const reason = sameOrigin ? await loginRequired(first) : null;
  if (reason === null) return first;
  if (!refreshable(reason)) {
    recovery.signInRequired(reason);
    return first;
  }
  const refreshed = await tryRefresh(recovery);
  if (refreshed === 'refused') recovery.signInRequired(reason);
  if (refreshed !== 'done' || !replayable) return first;

  const second = await send();
  const still = await loginRequired(second);
  if (still !== null) recovery.signInRequired(still);
  return second;
}

async function loginRequired(response: Response): Promise<string | null> {
  return response.status === 401 ? readLoginRequired(await readJson(response)) : null;
}

async function tryRefresh({ refresh }: Recovery): Promise<'done' | 'refused' | 'failed'> {
  try {
    return (await refresh()) ? 'done' : 'refused';
  } catch {
    // No answer is no verdict: the caller gets the 401 and may try later.
    return 'failed';
  }
}
