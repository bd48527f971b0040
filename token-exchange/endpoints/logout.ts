import { refreshCookie, sessionCookie } from '../../session/names.ts';
import { clearLoginAttempt, clearRefreshToken, clearSession, loginAttemptIds } from '../cookies.ts';
import type { Dependencies } from '../dependencies.ts';
import { confirmSignOut, signedOut, statuses } from '../pages/index.ts';
import { html, redirect, type Reply } from '../reply.ts';
import { isFromElsewhere, siteOrigin, type ExchangeRequest } from '../request.ts';
import { readSession } from '../session.ts';

/**
 * `GET`, `POST logout`: ends the session here and at Cognito. Cognito then sends the visitor back to
 * this same address, which shows that nobody is signed in any more.
 */
export async function logout(request: ExchangeRequest, dependencies: Dependencies): Promise<Reply> {
  const { settings } = dependencies;
  const { authPath, theme } = settings;
  const isSignedIn = request.cookies.has(sessionCookie) || request.cookies.has(refreshCookie);
  if (!isSignedIn) {
    const page = signedOut({ home: '/', login: `${authPath}/login`, theme });
    return html(statuses.signedOut, page, 'signed-out-already');
  }
  if (request.method === 'GET' && isFromElsewhere(request)) {
    const page = confirmSignOut({ logout: `${authPath}/logout`, home: '/', theme });
    return html(statuses.confirmSignOut, page, 'sign-out-not-confirmed');
  }

  const ended = await endAtCognito(request, dependencies);
  return redirect(ended.location, 'signed-out', {
    headers: { 'clear-site-data': '"cache"' },
    cookies: [
      clearSession(),
      clearRefreshToken(settings),
      ...loginAttemptIds(request.cookies).map(clearLoginAttempt),
    ],
    details: { ...ended.details },
  });
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
    const refreshToken = request.cookies.get(refreshCookie);
    const [ring, revoked] = await Promise.all([
      dependencies.ring().catch(() => null),
      refreshToken === undefined ? 'none' : outcomeOf(cognito.revoke(refreshToken)),
    ]);
    const session = ring && readSession(request, ring, settings);
    return {
      location: cognito.logoutUrl(siteOrigin(request.host) + returnHere),
      details: { refreshToken: revoked, sub: session?.sub, sid: session?.sid },
    };
  } catch {
    return { location: returnHere, details: { cognito: 'unreachable' } };
  }
}

function outcomeOf(revocation: Promise<void>): Promise<string> {
  return revocation.then(
    () => 'revoked',
    () => 'not-revoked',
  );
}
