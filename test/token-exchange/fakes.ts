/** Stand-ins for what the endpoints work with, every part of which a test may replace. */
import type { KeyRing } from '../../session/key-ring.ts';
import type { CognitoClient } from '../../token-exchange/cognito.ts';
import type { Dependencies } from '../../token-exchange/dependencies.ts';
import type { JwtVerifier, VouchedClaims } from '../../token-exchange/jwt.ts';
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
  JSON.stringify({
    ...leastSettings,
    sharesStore: false,
    remembersElsewhere: false,
    groups: ['admins', 'editors'],
  }),
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
    isReachable: () => Promise.resolve(true),
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
    authorizeUrl: note('authorizeUrl', (options) => answers.authorizeUrl(options)),
    exchangeCode: note('exchangeCode', (query, options) => answers.exchangeCode(query, options)),
    refresh: note('refresh', (refreshToken) => answers.refresh(refreshToken)),
    revoke: note('revoke', (refreshToken) => answers.revoke(refreshToken)),
    logoutUrl: note('logoutUrl', (logoutUri) => answers.logoutUrl(logoutUri)),
    isReachable: () => answers.isReachable(),
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
