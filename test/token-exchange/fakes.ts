/** Stand-ins for what the endpoints work with, every part of which a test may replace. */
import type { KeyRing } from '../../session/key-ring.ts';
import { deriveKey } from '../../session/mac.ts';
import { loginCookiePrefix, refreshCookie, sessionCookie } from '../../session/names.ts';
import { mintToken, type Claims } from '../../session/token.ts';
import type { CognitoClient } from '../../token-exchange/cognito.ts';
import type { Dependencies } from '../../token-exchange/dependencies.ts';
import type { JwtVerifier, VouchedClaims } from '../../token-exchange/jwt.ts';
import { loginKey, writeAttempt, type LoginAttempt } from '../../token-exchange/login-attempt.ts';
import type { Reply } from '../../token-exchange/reply.ts';
import type { ExchangeRequest } from '../../token-exchange/request.ts';
import { readSettings, type Deployment, type Settings } from '../../token-exchange/settings.ts';

/** Seconds since 1970. */
export const now = 1_800_000_000;

export const host = 'site.example.com';

export const domain = 'https://demo.auth.eu-west-1.amazoncognito.com';

/** 43 characters; the seed tells keys apart. */
export const aKey = (seed: string) => seed.padEnd(43, 'k');

export const ring: KeyRing = {
  notBefore: 0,
  revokedUntil: 0,
  signInsFrom: 0,
  keys: [
    { kid: 'old', key: aKey('Old'), signsFrom: now - 7200 },
    { kid: 'signs', key: aKey('Signs'), signsFrom: now - 3600 },
    { kid: 'standby', key: aKey('Standby'), signsFrom: null },
  ],
};

/** What every deployment has to say; all else has defaults. */
export const leastSettings = {
  audience: 'demo',
  ringSecret: 'demo/root-ring',
  keyValueStore: 'arn:aws:cloudfront::123456789012:key-value-store/11111111-2222-3333',
  deploymentParameter: '/demo/deployment',
};

export const settings: Settings = readSettings(
  JSON.stringify({ ...leastSettings, groups: ['admins', 'editors'] }),
);

export const deployment: Deployment = {
  userPoolId: 'eu-west-1_AbCdEf',
  clientId: 'client1',
  clientSecret: false,
  domain,
  hosts: [host, 'www.example.com'],
  exchangeClientIds: [],
};

export const vouched: VouchedClaims = {
  sub: 'ada-0001',
  iat: now,
  authTime: now,
  sid: 'sign-in-of-ada-1',
  groups: ['admins'],
};

/** What must be in no log line, and in no answer outside of a `set-cookie` line. */
export const secrets = {
  code: 'the-authorization-code',
  idToken: 'eyJhbGciOiJSUzI1NiJ9.the-id-token.signature',
  refreshToken: 'eyJjdHkiOiJKV1QifQ.the-refresh-token',
} as const;

/** A client of Cognito that notes what it is asked, and answers what it is told to. */
export interface FakeCognito extends CognitoClient {
  readonly asked: { readonly name: keyof CognitoClient; readonly of: unknown }[];
}

export function fakeCognito(overrides: Partial<CognitoClient> = {}): FakeCognito {
  const asked: FakeCognito['asked'] = [];
  const answers: CognitoClient = {
    authorizeUrl: ({ isForced, identityProvider, ...query }) => {
      const { redirectUri, state, nonce } = query;
      const url = new URL(`${domain}/oauth2/authorize`);
      url.search = new URLSearchParams({
        redirect_uri: redirectUri,
        state,
        nonce,
        ...(isForced && { prompt: 'login' }),
        ...(identityProvider !== null && { identity_provider: identityProvider }),
      }).toString();
      return Promise.resolve(url.href);
    },
    exchangeCode: () =>
      Promise.resolve({ idToken: secrets.idToken, refreshToken: secrets.refreshToken }),
    refresh: () => Promise.resolve({ idToken: secrets.idToken, refreshToken: undefined }),
    revoke: () => Promise.resolve(),
    logoutUrl: (logoutUri) => `${domain}/logout?logout_uri=${encodeURIComponent(logoutUri)}`,
    ...overrides,
  };
  const note =
    <Of extends unknown[], Answer>(name: keyof CognitoClient, answer: (...of: Of) => Answer) =>
    (...of: Of): Answer => {
      asked.push({ name, of: of.length === 1 ? of[0] : of });
      return answer(...of);
    };
  return {
    asked,
    authorizeUrl: note('authorizeUrl', answers.authorizeUrl),
    exchangeCode: note('exchangeCode', answers.exchangeCode),
    refresh: note('refresh', answers.refresh),
    revoke: note('revoke', answers.revoke),
    logoutUrl: note('logoutUrl', answers.logoutUrl),
  };
}

/** Takes any JWT for that of `claims`. */
export function fakeJwt(
  claims: Partial<VouchedClaims> = {},
  overrides: Partial<JwtVerifier> = {},
): JwtVerifier {
  const take = () => Promise.resolve({ ...vouched, ...claims });
  return { verifyIdToken: take, verifySubjectToken: take, ...overrides };
}

/** A world in which all is well, but for the overrides. */
export function fakeDependencies(overrides: Partial<Dependencies> = {}): Dependencies {
  let drawn = 0;
  return {
    settings,
    now: () => now,
    random: (bytes) => {
      const text = `random${++drawn}-`;
      return text.padEnd(Math.ceil((bytes * 4) / 3), 'r');
    },
    ring: () => Promise.resolve(ring),
    deployment: () => Promise.resolve(deployment),
    cognito: () => Promise.resolve(fakeCognito()),
    jwt: () => Promise.resolve(fakeJwt()),
    revocations: { entryOf: () => Promise.resolve(null) },
    announceSignOut: () => Promise.resolve(),
    ...overrides,
  };
}

interface RequestChanges extends Partial<Omit<ExchangeRequest, 'cookies' | 'query'>> {
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

/** The cookies that a reply sets, by name; `''` for one that it clears. */
export function cookiesSet(reply: Reply): Map<string, string> {
  return new Map(
    (reply.cookies ?? []).map((line) => {
      const [pair = '', ...attributes] = line.split('; ');
      const at = pair.indexOf('=');
      const value = pair.slice(at + 1);
      const isCleared = attributes.includes('Max-Age=0');
      if (isCleared !== (value === '')) throw new Error(`neither set nor cleared: ${line}`);
      return [pair.slice(0, at), value];
    }),
  );
}

export const locationOf = (reply: Reply): string => reply.headers?.['location'] ?? '';

/** Where the reply leads to at Cognito; throws when it does not lead there. */
export function authorizationOf(reply: Reply): URLSearchParams {
  const url = new URL(locationOf(reply));
  if (url.origin + url.pathname !== `${domain}/oauth2/authorize`) throw new Error(url.href);
  return url.searchParams;
}
