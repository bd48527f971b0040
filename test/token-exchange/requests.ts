/** What browsers send to the endpoints: addresses, and the cookies that they have by now. */
import type { KeyRing } from '../../session/key-ring.ts';
import { deriveKey } from '../../session/mac.ts';
import { loginCookiePrefix, refreshCookie, sessionCookie } from '../../session/names.ts';
import { mintToken, type Claims } from '../../session/token.ts';
import { loginKey, writeAttempt, type LoginAttempt } from '../../token-exchange/login-attempt.ts';
import type { ExchangeRequest } from '../../token-exchange/request.ts';
import { host, now, ring, secrets, settings } from './fakes.ts';

export interface RequestChanges extends Partial<Omit<ExchangeRequest, 'cookies' | 'query'>> {
  readonly cookies?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>> | string;
}

/** Somebody's browser, opening an address under the auth path. */
export function navigation(endpoint: string, changes: RequestChanges = {}): ExchangeRequest {
  const { cookies = {}, query = {}, headers = {}, ...rest } = changes;
  return {
    id: 'request-1',
    method: 'GET',
    endpoint,
    headers: { accept: 'text/html', 'sec-fetch-mode': 'navigate', ...headers },
    body: '',
    host,
    verdict: 'none',
    refreshTokens: [cookies[refreshCookie] ?? []].flat(),
    ...rest,
    cookies: new Map(Object.entries(cookies)),
    query: new URLSearchParams(query),
  };
}

/** A script's request. */
export function scripted(endpoint: string, changes: RequestChanges = {}): ExchangeRequest {
  const headers = {
    accept: '*/*',
    'sec-fetch-mode': 'cors',
    'sec-fetch-site': 'same-origin',
    ...changes.headers,
  };
  return navigation(endpoint, { ...changes, headers });
}

/** The root key that has this id in the ring. */
export function rootKey(kid: string, keys: KeyRing = ring) {
  const found = keys.keys.find((key) => key.kid === kid);
  if (!found) throw new Error(`no key ${kid}`);
  return found;
}

/** A signed session token of the ring's. */
export function aToken(claims: Partial<Claims> = {}, audience = settings.audience): string {
  const whole: Claims = {
    kid: 'signs',
    iat: now - 60,
    exp: now + 1740,
    sid: 'sign-in-of-ada-1',
    sub: 'ada-0001',
    groups: 'admins',
    ...claims,
  };
  const minted = mintToken(whole, deriveKey(rootKey(whole.kid).key, 'session', audience));
  if (!minted.ok) throw new Error(minted.error);
  return minted.token;
}

export const anAttempt: LoginAttempt = {
  id: 'attempt-of-ada-1',
  expires: now + 1800,
  returnTo: '/app/?a=1',
  isForced: false,
  isSecond: false,
};

export const loginKeyOf = (kid: string, audience = settings.audience) =>
  loginKey(rootKey(kid), audience);

/** The cookie of an attempt, as `login` would have set it. */
export function attemptCookie(
  attempt: Partial<LoginAttempt> = {},
  { kid = 'signs', audience = settings.audience } = {},
): Record<string, string> {
  const whole = { ...anAttempt, ...attempt };
  return { [loginCookiePrefix + whole.id]: writeAttempt(whole, loginKeyOf(kid, audience)) };
}

/** The cookies of somebody who is signed in. */
export const signedInCookies = (claims: Partial<Claims> = {}) => ({
  [sessionCookie]: aToken(claims),
  [refreshCookie]: secrets.refreshToken,
});
