import { decodeGroups } from '../../session/token.ts';
import type { Dependencies } from '../dependencies.ts';
import { json, type Reply } from '../reply.ts';
import type { ExchangeRequest } from '../request.ts';
import { readSession } from '../session.ts';
import { unavailable } from '../errors.ts';

/** `GET session`: who is signed in, in the words of token introspection (RFC 7662). */
export async function session(
  request: ExchangeRequest,
  dependencies: Dependencies,
): Promise<Reply> {
  const { settings } = dependencies;
  if (request.verdict === 'unavailable') throw unavailable('the key store', 'as the edge says');
  const claims =
    request.verdict === 'ok' ? readSession(request, await dependencies.ring(), settings) : null;
  if (!claims) return loginRequired(request, dependencies);
  const { sub, sid, iat, exp, groups } = claims;
  return json(200, { sub, sid, groups: decodeGroups(groups), iat, exp }, 'session');
}

/**
 * The same words as the edge's own refusal.
 *
 * @param why more than the reason, for the log
 */
export function loginRequired(
  { verdict }: ExchangeRequest,
  { settings: { authPath } }: Dependencies,
  why?: string,
): Reply {
  const reason = verdict === 'ok' ? 'unknown-key' : verdict;
  return json(
    401,
    { error: 'login_required', reason, login: `${authPath}/login` },
    'login-required',
    { headers: { 'www-authenticate': 'Bearer' }, details: { reason, why } },
  );
}
