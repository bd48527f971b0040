import { refreshCookie } from '../../session/names.ts';
import { clockSlack, freshRing } from '../../session/lifetimes.ts';
import { authorize } from '../authorize.ts';
import type { Dependencies } from '../dependencies.ts';
import { unavailable } from '../errors.ts';
import { refreshSession } from '../refresh.ts';
import { redirect, type Reply } from '../reply.ts';
import { isPrefetch, type ExchangeRequest } from '../request.ts';
import { safeReturnTo } from '../return-to.ts';
import { readSession } from '../session.ts';

/** Marks the second look at cookies that another tab may have brought up to date meanwhile. */
const secondLook = 'again';

/** `GET login`: by the edge's verdict, back at once, silently refreshed, or through Cognito. */
export async function login(request: ExchangeRequest, dependencies: Dependencies): Promise<Reply> {
  if (isPrefetch(request)) return { status: 204, outcome: 'prefetch' };
  const { settings } = dependencies;
  const returnTo = safeReturnTo(request.query.get('return_to'), settings.authPath);

  switch (request.verdict) {
    case 'ok':
      return redirect(returnTo, 'signed-in-already');
    case 'unavailable':
      throw unavailable('the key store', 'as the edge says');
    case 'revoked':
    case 'signed-out':
      return authorize(request, { returnTo, isForced: true }, dependencies);
    default:
      await refuseToGoRound(request, dependencies);
      return refreshOrAuthorize(request, returnTo, dependencies);
  }
}

async function refreshOrAuthorize(
  request: ExchangeRequest,
  returnTo: string,
  dependencies: Dependencies,
): Promise<Reply> {
  const refreshed = await refreshSession(request, dependencies);
  if ('session' in refreshed) {
    const { sub, sid } = refreshed.session.claims;
    return redirect(returnTo, 'refreshed', { cookies: refreshed.cookies, details: { sub, sid } });
  }
  if ('ended' in refreshed) {
    return authorize(request, { returnTo, isForced: true }, dependencies);
  }
  // Another tab may have used the same refresh token a moment ago, and brought its successor.
  if (refreshed.failed === 'not-accepted' && !request.query.has(secondLook)) {
    const query = new URLSearchParams({ return_to: returnTo, [secondLook]: '1' });
    return redirect(`${dependencies.settings.authPath}/login?${query.toString()}`, 'look-again', {
      details: { refreshCookie: request.cookies.has(refreshCookie) ? 'not-accepted' : 'none' },
    });
  }
  return authorize(request, { returnTo }, dependencies);
}

/**
 * A session that is good by our key and clock, and refused by the edge's: the next would be too.
 * The edge does not know a new key yet, or the clocks are apart. Both pass; a redirect would not.
 */
async function refuseToGoRound(
  request: ExchangeRequest,
  { settings, now, ring }: Dependencies,
): Promise<void> {
  if (request.verdict === 'none' || request.verdict === 'malformed') return;
  const session = readSession(request, await ring(freshRing), settings);
  if (!session) return;
  const tolerance = Math.min(clockSlack, settings.sessionTtl / 2);
  const isStillGood = session.exp - now() > tolerance;
  if (request.verdict !== 'expired') throw unavailable('the new key', 'on its way to the edges');
  if (isStillGood) throw unavailable('the edge', 'its clock and ours are apart');
}
