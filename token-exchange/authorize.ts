/** Sends a visitor to Cognito, with a cookie for this attempt to sign in. */
import { freshRing, loginAttemptAge } from '../session/lifetimes.ts';
import { loginCookiePrefix } from '../session/names.ts';
import { formatRing, signingKey } from '../session/key-ring.ts';
import { waitForEveryoneOut } from './back-in.ts';
import { clearLoginAttempt, loginAttemptIds, setLoginAttempt } from './cookies.ts';
import type { Dependencies } from './dependencies.ts';
import { unavailable } from './errors.ts';
import {
  codeVerifier,
  expiryOfAttempt,
  loginKey,
  nonce,
  stateOf,
  writeAttempt,
} from './login-attempt.ts';
import { redirect, type Reply } from './reply.ts';
import { callbackUrl, type ExchangeRequest } from './request.ts';

/** More attempts than this at once are taken for forgotten ones, the oldest first. */
const maxAttempts = 5;

export interface AuthorizeOptions {
  readonly returnTo: string;
  /** Ask for the password even where Cognito knows the browser. */
  readonly isForced?: boolean;
  /** In place of an attempt that had lost its cookie. */
  readonly isSecond?: boolean;
  /** The attempt that this one follows. */
  readonly spent?: string;
}

export async function authorize(
  request: ExchangeRequest,
  { returnTo, isForced = false, isSecond = false, spent }: AuthorizeOptions,
  dependencies: Dependencies,
): Promise<Reply> {
  const { settings, now, random } = dependencies;
  const cognito = await dependencies.cognito();
  const [ring, isReachable] = await Promise.all([
    dependencies.ring(freshRing),
    cognito.isReachable(),
  ]);
  waitForEveryoneOut(ring, now());
  if (!isReachable) throw unavailable('Cognito', 'managed login does not answer');
  const root = signingKey(formatRing(ring), now());
  if (!root) throw unavailable('the key ring', 'no key signs yet');
  const key = loginKey(root, settings.audience);
  const attempt = {
    id: random(12),
    expires: now() + loginAttemptAge,
    returnTo,
    isForced,
    isSecond,
  };
  const location = await cognito.authorizeUrl({
    redirectUri: callbackUrl(request.host, settings.authPath),
    state: stateOf(attempt),
    nonce: nonce(attempt, key),
    codeVerifier: codeVerifier(attempt, key),
    isForced,
    identityProvider: settings.identityProvider,
  });
  return redirect(location, isForced ? 'to-cognito-forced' : 'to-cognito', {
    cookies: [
      ...attemptsToClear(request.cookies, spent).map(clearLoginAttempt),
      setLoginAttempt(attempt.id, writeAttempt(attempt, key)),
    ],
  });
}

function attemptsToClear(cookies: ReadonlyMap<string, string>, spent?: string): string[] {
  const expiry = (id: string) => expiryOfAttempt(cookies.get(loginCookiePrefix + id) ?? '');
  const surplus = loginAttemptIds(cookies)
    .filter((id) => id !== spent)
    .sort((one, other) => expiry(other) - expiry(one))
    .slice(maxAttempts - 1);
  return spent === undefined ? surplus : [spent, ...surplus];
}
