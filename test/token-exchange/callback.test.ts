import { describe, expect, test } from '@jest/globals';
import { loginCookiePrefix, refreshCookie, sessionCookie } from '../../session/names.ts';
import { parseToken } from '../../session/token.ts';
import type { CognitoClient } from '../../token-exchange/cognito.ts';
import type { Dependencies } from '../../token-exchange/dependencies.ts';
import { ExchangeError, unavailable } from '../../token-exchange/errors.ts';
import { exchange } from '../../token-exchange/exchange.ts';
import type { VouchedClaims } from '../../token-exchange/jwt.ts';
import { codeVerifier, nonce, stateOf } from '../../token-exchange/login-attempt.ts';
import {
  fakeCognito,
  fakeDependencies,
  fakeJwt,
  host,
  now,
  ring,
  secrets,
  settings,
  vouched,
} from './fakes.ts';
import { authorizationOf, cookiesSet, locationOf } from './replies.ts';
import {
  anAttempt,
  attemptCookie,
  loginKeyOf,
  navigation,
  signedInCookies,
  type RequestChanges,
} from './requests.ts';

const attemptName = loginCookiePrefix + anAttempt.id;
const query = { code: secrets.code, state: stateOf(anAttempt) };

/** Cognito sends somebody back whose browser began the attempt. */
const callback = (changes: RequestChanges = {}) =>
  navigation('callback', { cookies: attemptCookie(), query, ...changes });

const withCognito = (overrides: Partial<CognitoClient>, more: Partial<Dependencies> = {}) =>
  fakeDependencies({ cognito: () => Promise.resolve(fakeCognito(overrides)), ...more });
const withClaims = (claims: Partial<VouchedClaims>, more: Partial<Dependencies> = {}) =>
  fakeDependencies({ jwt: () => Promise.resolve(fakeJwt(claims)), ...more });
const refusing = () => Promise.reject(new ExchangeError('invalid_grant', 'not good'));

describe('callback signs in', () => {
  test('with a session, the refresh token, and back to where it began', async () => {
    const reply = await exchange(callback(), fakeDependencies());
    expect(reply).toMatchObject({
      status: 302,
      outcome: 'signed-in',
      details: { sub: vouched.sub, sid: vouched.sid },
    });
    expect(locationOf(reply)).toBe('/app/?a=1');
    const cookies = cookiesSet(reply);
    expect([...cookies.keys()].sort()).toEqual([sessionCookie, refreshCookie, attemptName].sort());
    expect(parseToken(cookies.get(sessionCookie) ?? '')).toMatchObject({
      kid: 'signs',
      sub: vouched.sub,
      sid: vouched.sid,
      iat: now,
      exp: now + 1800,
      groups: 'admins',
    });
    expect(cookies.get(refreshCookie)).toBe(secrets.refreshToken);
    expect(cookies.get(attemptName)).toBe('');
  });

  test('by a code with the verifier and nonce of the attempt, and the same redirect_uri', async () => {
    const cognito = fakeCognito();
    const key = loginKeyOf('signs');
    await exchange(callback(), fakeDependencies({ cognito: () => Promise.resolve(cognito) }));
    expect(cognito.asked).toEqual([
      {
        name: 'exchangeCode',
        of: [
          new URLSearchParams(query),
          {
            redirectUri: `https://${host}/_auth/callback`,
            state: stateOf(anAttempt),
            nonce: nonce(anAttempt, key),
            codeVerifier: codeVerifier(anAttempt, key),
          },
        ],
      },
    ]);
  });

  test('by the very ID token that came for the code', async () => {
    const verified: string[] = [];
    const jwt = {
      ...fakeJwt(),
      verifyIdToken: (token: string) => {
        verified.push(token);
        return Promise.resolve(vouched);
      },
    };
    await exchange(callback(), fakeDependencies({ jwt: () => Promise.resolve(jwt) }));
    expect(verified).toEqual([secrets.idToken]);
  });

  test('with an attempt that a retiring key had signed', async () => {
    const cookies = attemptCookie({}, { kid: 'old' });
    const reply = await exchange(callback({ cookies }), fakeDependencies());
    expect(parseToken(cookiesSet(reply).get(sessionCookie) ?? '')?.kid).toBe('signs');
  });

  test('in the place of whoever was signed in', async () => {
    const cookies = { ...attemptCookie(), ...signedInCookies({ sub: 'grace-0001' }) };
    const reply = await exchange(callback({ cookies, verdict: 'ok' }), fakeDependencies());
    expect(parseToken(cookiesSet(reply).get(sessionCookie) ?? '')?.sub).toBe(vouched.sub);
  });

  test('without a refresh token where Cognito gives none', async () => {
    const exchangeCode = () =>
      Promise.resolve({ idToken: secrets.idToken, refreshToken: undefined });
    const reply = await exchange(callback(), withCognito({ exchangeCode }));
    expect(cookiesSet(reply).get(sessionCookie)).toBeTruthy();
    expect(cookiesSet(reply).get(refreshCookie) ?? '').toBe('');
  });

  test('leaving other attempts alone', async () => {
    const cookies = { ...attemptCookie(), ...attemptCookie({ id: 'attempt-of-ada-2' }) };
    const reply = await exchange(callback({ cookies }), fakeDependencies());
    expect(cookiesSet(reply).has(`${loginCookiePrefix}attempt-of-ada-2`)).toBe(false);
  });
});

describe('callback with an error of Cognito', () => {
  const failed = (error: string) =>
    exchange(callback({ query: { error, state: query.state } }), fakeDependencies());

  test.each([
    ['access_denied', 403],
    ['invalid_request', 400],
    ['unauthorized_client', 500],
    ['unsupported_response_type', 500],
    ['invalid_scope', 500],
    ['server_error', 503],
    ['temporarily_unavailable', 503],
    ['login_required', 403],
    ['interaction_required', 403],
    ['something_new', 400],
  ])('%s: a page with %i, and a way to try again', async (error, status) => {
    const reply = await failed(error);
    expect(reply).toMatchObject({ status, outcome: 'cognito-error', details: { error } });
    expect(reply.body).toContain('href="/_auth/login?return_to=%2Fapp%2F%3Fa%3D1"');
    expect(cookiesSet(reply)).toEqual(new Map([[attemptName, '']]));
  });

  test.each(['<script>alert(1)</script>', 'a b', 'x'.repeat(41), '', 'a\nb'])(
    'repeats nothing that it does not know: %j',
    async (error) => {
      const reply = await failed(error);
      expect(reply).toMatchObject({ status: 400, details: { error: 'unreadable' } });
      expect(reply.body).not.toMatch(/alert|x{41}|a\s+b/);
    },
  );

  test('does not take an error and a code together for a sign-in', async () => {
    const both = { ...query, error: 'access_denied' };
    const reply = await exchange(callback({ query: both }), fakeDependencies());
    expect(reply.status).toBe(403);
    expect(cookiesSet(reply).has(sessionCookie)).toBe(false);
  });
});

describe('callback with a code that is not good any more', () => {
  const dependencies = withCognito({ exchangeCode: refusing });

  test('goes on with a good session: the first one has signed in', async () => {
    const reply = await exchange(callback({ verdict: 'ok' }), dependencies);
    expect(reply).toMatchObject({ status: 302, outcome: 'signed-in-already' });
    expect(locationOf(reply)).toBe('/app/?a=1');
    expect(cookiesSet(reply).has(sessionCookie)).toBe(false);
  });

  test('is a page without one', async () => {
    const reply = await exchange(callback({ verdict: 'expired' }), dependencies);
    expect(reply).toMatchObject({ status: 400, details: { error: 'invalid_grant' } });
    expect(cookiesSet(reply)).toEqual(new Map([[attemptName, '']]));
  });

  test('lets nobody in by an ID token that is not good', async () => {
    const jwt = { ...fakeJwt(), verifyIdToken: refusing };
    const reply = await exchange(callback(), fakeDependencies({ jwt: () => Promise.resolve(jwt) }));
    expect(reply.status).toBe(400);
    expect(cookiesSet(reply).has(sessionCookie)).toBe(false);
    expect(cookiesSet(reply).has(refreshCookie)).toBe(false);
  });
});

describe('callback after everyone was signed out', () => {
  const keys = { ...ring, signInsFrom: now - 100 };
  const signedInAt = (authTime: number) =>
    withClaims({ authTime }, { ring: () => Promise.resolve(keys) });

  test('lets in who has signed in since', async () => {
    const reply = await exchange(callback(), signedInAt(keys.signInsFrom));
    expect(reply.outcome).toBe('signed-in');
  });

  test('asks for the password of who has not, and remembers where to', async () => {
    const reply = await exchange(callback(), signedInAt(keys.signInsFrom - 1));
    expect(authorizationOf(reply).get('prompt')).toBe('login');
    expect(cookiesSet(reply).has(sessionCookie)).toBe(false);
    const cookies = Object.fromEntries(cookiesSet(reply));
    const again = callback({
      cookies,
      query: { ...query, state: authorizationOf(reply).get('state') ?? '' },
    });
    expect(locationOf(await exchange(again, signedInAt(now)))).toBe('/app/?a=1');
  });

  test('refuses who comes back from that with the same sign-in', async () => {
    const cookies = attemptCookie({ isForced: true });
    const reply = await exchange(callback({ cookies }), signedInAt(keys.signInsFrom - 1));
    expect(reply).toMatchObject({ status: 403, details: { error: 'access_denied' } });
    expect(locationOf(reply)).toBe('');
    expect(cookiesSet(reply).has(sessionCookie)).toBe(false);
    expect(cookiesSet(reply).has(refreshCookie)).toBe(false);
  });
});

describe('callback before everyone is signed out', () => {
  test.each([
    ['sign-ins count from then', { signInsFrom: now + 30 }],
    ['sessions count from then', { notBefore: now + 30 }],
    ['the later of both is then', { signInsFrom: now + 1, notBefore: now + 30 }],
  ])('says when to come back, and begins nothing: %s', async (_, times) => {
    const keys = { ...ring, ...times };
    // A clock that is ahead may date the sign-in after that already.
    const claims = { authTime: now + 30 };
    const dependencies = withClaims(claims, { ring: () => Promise.resolve(keys) });
    const reply = await exchange(callback(), dependencies);
    expect(reply).toMatchObject({
      status: 503,
      headers: { 'retry-after': '30' },
      details: { cause: 'everyone-out' },
    });
    expect(reply.cookies ?? []).toEqual([]);
  });

  test('signs in once that moment has come', async () => {
    const keys = { ...ring, signInsFrom: now, notBefore: now };
    const dependencies = fakeDependencies({ ring: () => Promise.resolve(keys) });
    expect((await exchange(callback(), dependencies)).outcome).toBe('signed-in');
  });
});

describe('callback when something is wrong', () => {
  const down = () => Promise.reject(unavailable('Cognito', 'TimeoutError'));

  test.each<[string, Dependencies]>([
    ['the ring', fakeDependencies({ ring: down })],
    ['the deployment', fakeDependencies({ deployment: down })],
    ['the token endpoint', withCognito({ exchangeCode: down })],
    [
      'the key set',
      fakeDependencies({ jwt: () => Promise.resolve({ ...fakeJwt(), verifyIdToken: down }) }),
    ],
  ])('says to come back, and keeps the attempt: %s', async (_, dependencies) => {
    const reply = await exchange(callback(), dependencies);
    expect(reply).toMatchObject({ status: 503, headers: { 'retry-after': '10' } });
    expect(reply.cookies ?? []).toEqual([]);
  });

  test('sets no session that would be cut short, but fails clearly', async () => {
    const groups = Array.from({ length: 60 }, (_, at) => `group-number-${at}`);
    const dependencies = withClaims({ groups }, { settings: { ...settings, groups } });
    const reply = await exchange(callback(), dependencies);
    expect(reply).toMatchObject({ status: 500 });
    expect(reply.details?.['description']).toMatch(/512 is the most/);
    expect(reply.cookies ?? []).toEqual([]);
  });
});
