import { refreshCookie, sessionCookie } from '../../session/names.ts';
import {
  clearLoginAttempt,
  clearRefreshToken,
  clearSession,
  loginAttemptIds,
  setSignedOut,
} from '../cookies.ts';
import type { CognitoClient } from '../cognito.ts';
import type { Dependencies } from '../dependencies.ts';
import { confirmSignOut, signedOut, statuses } from '../pages/index.ts';
import { html, redirect, type Reply } from '../reply.ts';
import { isFromElsewhere, isPrefetch, siteOrigin, type ExchangeRequest } from '../request.ts';
import { readSession } from '../session.ts';

/**
 * `GET`, `POST logout`: ends the session here and at Cognito. Cognito then sends the visitor back to
 * this same address, which shows that nobody is signed in any more.
 */
export async function logout(request: ExchangeRequest, dependencies: Dependencies): Promise<Reply> {
  if (request.method === 'GET' && isPrefetch(request)) return { status: 204, outcome: 'prefetch' };
  const { settings } = dependencies;
  const { authPath, theme } = settings;
  const isSignedIn = request.cookies.has(sessionCookie) || request.cookies.has(refreshCookie);
  if (!isSignedIn) {
    return html(statuses.signedOut, signedOutPage(dependencies), 'signed-out-already');
  }
  if (request.method === 'GET' && isFromElsewhere(request)) {
    const page = confirmSignOut({ logout: `${authPath}/logout`, home: '/', theme });
    return html(statuses.confirmSignOut, page, 'sign-out-not-confirmed');
  }

  const [ended, atEdges] = await Promise.all([
    endAtCognito(request, dependencies),
    endAtEdges(request, dependencies),
  ]);
  const more = {
    headers: { 'clear-site-data': '"cache"' },
    cookies: [
      clearSession(),
      clearRefreshToken(settings),
      setSignedOut(settings, dependencies.now()),
      ...loginAttemptIds(request.cookies).map(clearLoginAttempt),
    ],
    details: { ...ended.details, ...atEdges },
  };
  // A sibling domain may have planted the other cookie, which nobody here can clear: from Cognito
  // it would come back here for ever.
  return request.cookies.has(sessionCookie)
    ? redirect(ended.location, 'signed-out', more)
    : html(statuses.signedOut, signedOutPage(dependencies), 'signed-out', more);
}

function signedOutPage({ settings: { authPath, theme } }: Dependencies): string {
  return signedOut({ home: '/', login: `${authPath}/login`, theme });
}

/** Whatever Cognito says, or if it says nothing: the visitor is signed out here. */
async function endAtCognito(
  request: ExchangeRequest,
  dependencies: Dependencies,
): Promise<{ location: string; details: Record<string, string | undefined> }> {
  const { settings } = dependencies;
  const returnHere = `${settings.authPath}/logout`;
  try {
    const cognito = await dependencies.cognito();
    const [revoked, isReachable] = await Promise.all([
      revokeAll(request.refreshTokens, cognito),
      cognito.isReachable(),
    ]);
    return {
      location: isReachable ? cognito.logoutUrl(siteOrigin(request.host) + returnHere) : returnHere,
      details: { refreshToken: revoked },
    };
  } catch {
    return { location: returnHere, details: { cognito: 'unreachable' } };
  }
}

/** Copies of the cookie end too, within the time that the store takes. */
async function endAtEdges(
  request: ExchangeRequest,
  dependencies: Dependencies,
): Promise<Record<string, string>> {
  try {
    const session = readSession(request, await dependencies.ring(), dependencies.settings);
    if (!session) return { edges: 'no-session' };
    const { sub, sid } = session;
    await dependencies.announceSignOut({ sub, sid });
    return { sub, sid };
  } catch {
    return { edges: 'not-told' };
  }
}

/** A planted one as well: which of them is the visitor's own, nothing tells. */
async function revokeAll(
  refreshTokens: readonly string[],
  cognito: CognitoClient,
): Promise<string> {
  if (refreshTokens.length === 0) return 'none';
  const revoked = await Promise.allSettled(refreshTokens.map((token) => cognito.revoke(token)));
  return revoked.every(({ status }) => status === 'fulfilled') ? 'revoked' : 'not-revoked';
}
