import type { Dependencies } from '../dependencies.ts';
import { unavailable } from '../errors.ts';
import { refreshSession } from '../refresh.ts';
import { json, type Reply } from '../reply.ts';
import type { ExchangeRequest } from '../request.ts';
import { loginRequired } from './session.ts';

/** `POST refresh`: asks Cognito again, for a script. */
export async function refresh(
  request: ExchangeRequest,
  dependencies: Dependencies,
): Promise<Reply> {
  const { verdict } = request;
  if (verdict === 'unavailable') throw unavailable('the key store', 'as the edge says');
  if (verdict === 'revoked' || verdict === 'signed-out')
    return loginRequired(request, dependencies);

  const refreshed = await refreshSession(request, dependencies);
  if ('ended' in refreshed) {
    return loginRequired({ ...request, verdict: refreshed.ended }, dependencies);
  }
  if ('failed' in refreshed) {
    const reason = verdict === 'ok' ? 'expired' : verdict;
    return loginRequired({ ...request, verdict: reason }, dependencies, refreshed.failed);
  }
  const { claims } = refreshed.session;
  return json(200, { exp: claims.exp }, 'refreshed', {
    cookies: refreshed.cookies,
    details: { sub: claims.sub, sid: claims.sid },
  });
}
