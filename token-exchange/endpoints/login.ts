import { authorize } from '../authorize.ts';
import type { Dependencies } from '../dependencies.ts';
import { unavailable } from '../errors.ts';
import { redirect, type Reply } from '../reply.ts';
import { isPrefetch, type ExchangeRequest } from '../request.ts';
import { safeReturnTo } from '../return-to.ts';
import { readSession } from '../session.ts';

/** A ring no older than this counts as freshly read: many may ask at once. */
const freshRing = 5;

/** `GET login`: by the edge's verdict, back at once or through Cognito. */
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
    case 'unknown-key':
      await waitForKey(request, dependencies);
  }
  return authorize(request, { returnTo }, dependencies);
}

/** A key that the edge does not know yet will be there in a moment: no redirect until then. */
async function waitForKey(request: ExchangeRequest, dependencies: Dependencies): Promise<void> {
  const ring = await dependencies.ring(freshRing);
  if (readSession(request, ring, dependencies.settings)) {
    throw unavailable('the new key', 'on its way to the edges');
  }
}
