import { clockSlack, freshRing, loginAttemptAge } from '../../session/lifetimes.ts';
import { loginCookiePrefix, signedOutCookie } from '../../session/names.ts';
import { authorize } from '../authorize.ts';
import {
  endedForEveryone,
  endedForUser,
  waitForEveryoneOut,
  type Ended,
  type Voucher,
} from '../back-in.ts';
import type { CognitoTokens } from '../cognito.ts';
import {
  clearLoginAttempt,
  clearSignedOut,
  readSignedOut,
  setRefreshToken,
  setSession,
} from '../cookies.ts';
import type { Dependencies } from '../dependencies.ts';
import { ExchangeError, retryAfter, unavailable } from '../errors.ts';
import type { VouchedClaims } from '../jwt.ts';
import {
  codeVerifier,
  nonce,
  readAttempt,
  readState,
  stateOf,
  type LoginAttempt,
  type LoginKey,
} from '../login-attempt.ts';
import { cookiesBlocked, signInFailed, signInFailedStatus, statuses } from '../pages/index.ts';
import { html, redirect, type Reply } from '../reply.ts';
import { callbackUrl, type ExchangeRequest } from '../request.ts';
import { mintSession } from '../session.ts';

/** `GET callback`: Cognito sends the visitor back, with a code or an error. */
export async function callback(
  request: ExchangeRequest,
  dependencies: Dependencies,
): Promise<Reply> {
  const { settings, now } = dependencies;
  const state = readState(request.query.get('state'));
  const cookie = state && request.cookies.get(loginCookiePrefix + state.id);
  const ring = await dependencies.ring();
  const found = state && readAttempt(state.id, cookie, ring, settings.audience, now());
  if (!found) return answerUnknown(request, state?.isSecond ?? false, dependencies);

  const { attempt, key } = found;
  const error = request.query.get('error');
  if (error !== null) return answerError(error, attempt, dependencies);
  return signIn(request, attempt, key, dependencies);
}

/**
 * An attempt that this browser knows nothing of: it took too long, its cookie was not kept, or
 * somebody else began it. A second one is begun for them, and no third.
 */
function answerUnknown(
  request: ExchangeRequest,
  isSecond: boolean,
  dependencies: Dependencies,
): Promise<Reply> | Reply {
  if (request.verdict === 'ok') return redirect('/', 'signed-in-already');
  if (request.verdict === 'unavailable') throw unavailable('the key store', 'as the edge says');
  if (!isSecond) return authorize(request, { returnTo: '/', isSecond: true }, dependencies);
  const { authPath, theme } = dependencies.settings;
  const page = cookiesBlocked({ retry: `${authPath}/login`, home: '/', theme });
  return html(statuses.cookiesBlocked, page, 'cookie-lost');
}

function answerError(
  error: string,
  { id, returnTo }: LoginAttempt,
  { settings: { authPath, theme } }: Dependencies,
): Reply {
  const retry = `${authPath}/login?return_to=${encodeURIComponent(returnTo)}`;
  const page = signInFailed({ error, retry, home: '/', theme });
  const status = signInFailedStatus(error);
  return html(status, page, 'cognito-error', {
    headers: status >= 500 ? { 'retry-after': String(retryAfter) } : {},
    cookies: [clearLoginAttempt(id)],
    // Anybody can write it, so no more than a word of it is kept.
    details: { error: /^\w{1,40}$/.test(error) ? error : 'unreadable' },
  });
}

async function signIn(
  request: ExchangeRequest,
  attempt: LoginAttempt,
  key: LoginKey,
  dependencies: Dependencies,
): Promise<Reply> {
  const { returnTo } = attempt;
  try {
    const { tokens, vouched } = await redeem(request, attempt, key, dependencies);
    const ring = await dependencies.ring(freshRing);
    waitForEveryoneOut(ring, dependencies.now());
    const voucher = voucherOf(vouched, attempt);
    const ended =
      endedForEveryone(vouched, ring) ||
      endedInBrowser(request, vouched, voucher, dependencies.now()) ||
      (await endedForUser(vouched, voucher, ring, dependencies));
    if (ended && attempt.isForced) return answerError('access_denied', attempt, dependencies);
    if (ended) {
      const again = { returnTo, isForced: true, spent: attempt.id };
      return await authorize(request, again, dependencies);
    }

    const { settings, now, random } = dependencies;
    const session = mintSession(vouched, random(12), ring, now(), settings);
    return redirect(returnTo, 'signed-in', {
      cookies: [
        setSession(session.token, settings),
        ...(tokens.refreshToken === undefined
          ? []
          : [setRefreshToken(tokens.refreshToken, settings)]),
        clearLoginAttempt(attempt.id),
        ...(request.cookies.has(signedOutCookie) ? [clearSignedOut(settings)] : []),
      ],
      details: { sub: session.claims.sub, sid: session.claims.sid },
    });
  } catch (error) {
    if (!(error instanceof ExchangeError)) throw error;
    error.returnTo = returnTo;
    if (error.code !== 'invalid_grant') throw error;
    // The same callback twice, by a reload or an impatient browser: the first one has signed in.
    if (request.verdict === 'ok') return redirect(returnTo, 'signed-in-already');
    return answerError(error.code, attempt, dependencies);
  }
}

/** Whoever holds the browser can take `prompt=login` out of the address: only the date tells. */
function voucherOf({ authTime }: VouchedClaims, { isForced, expires }: LoginAttempt): Voucher {
  const isSinceAsked = authTime >= expires - loginAttemptAge - clockSlack;
  if (!isSinceAsked) return 'browser';
  return isForced ? 'form' : 'sign-in';
}

/**
 * Whoever has signed out here is not to be brought back by what Cognito remembers of this browser
 * from before. Who has signed in since, elsewhere at this Cognito, may be.
 */
function endedInBrowser(
  { cookies }: ExchangeRequest,
  { authTime }: VouchedClaims,
  voucher: Voucher,
  now: number,
): Ended {
  const at = readSignedOut(cookies, now);
  return voucher === 'browser' && at !== null && authTime <= at + clockSlack ? 'signed-out' : '';
}

async function redeem(
  request: ExchangeRequest,
  attempt: LoginAttempt,
  key: LoginKey,
  dependencies: Dependencies,
): Promise<{ tokens: CognitoTokens; vouched: VouchedClaims }> {
  const cognito = await dependencies.cognito();
  const jwt = await dependencies.jwt();
  const tokens = await cognito.exchangeCode(request.query, {
    redirectUri: callbackUrl(request.host, dependencies.settings.authPath),
    state: stateOf(attempt),
    nonce: nonce(attempt, key),
    codeVerifier: codeVerifier(attempt, key),
  });
  return { tokens, vouched: await jwt.verifyIdToken(tokens.idToken) };
}
