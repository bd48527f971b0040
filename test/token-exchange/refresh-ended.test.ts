import { describe, expect, test } from '@jest/globals';
import { formatRevocation } from '../../session/revocation.ts';
import { refreshCookie, sessionCookie } from '../../session/names.ts';
import { parseToken } from '../../session/token.ts';
import type { CognitoClient } from '../../token-exchange/cognito.ts';
import type { Dependencies } from '../../token-exchange/dependencies.ts';
import { ExchangeError, unavailable } from '../../token-exchange/errors.ts';
import { exchange } from '../../token-exchange/exchange.ts';
import type { VouchedClaims } from '../../token-exchange/jwt.ts';
import { fakeCognito, fakeDependencies, fakeJwt, now, ring, secrets, settings } from './fakes.ts';
import { authorizationOf, cookiesSet, locationOf } from './replies.ts';
import { aToken, navigation, scripted, signedInCookies, type RequestChanges } from './requests.ts';

/** Somebody whose token has expired, and who has a refresh token. */
const cookies = signedInCookies({ iat: now - 4000, exp: now - 400 });
const refresh = (changes: RequestChanges = {}) =>
  scripted('refresh', { method: 'POST', cookies, verdict: 'expired', ...changes });
const login = (changes: RequestChanges = {}) =>
  navigation('login', { cookies, verdict: 'expired', query: { return_to: '/app/' }, ...changes });

const withCognito = (overrides: Partial<CognitoClient>) =>
  fakeDependencies({ cognito: () => Promise.resolve(fakeCognito(overrides)) });
const withClaims = (claims: Partial<VouchedClaims>, more: Partial<Dependencies> = {}) =>
  fakeDependencies({ jwt: () => Promise.resolve(fakeJwt(claims)), ...more });
const withEntry = (entry: Parameters<typeof formatRevocation>[0]) => ({
  revocations: { entryOf: () => Promise.resolve(formatRevocation(entry)) },
});
const refuse = () => Promise.reject(new ExchangeError('invalid_grant', 'not good'));
const fail = () => Promise.reject(unavailable('Cognito', 'TimeoutError'));

const bodyOf = (body: string | undefined) => JSON.parse(body ?? '') as Record<string, unknown>;

describe('refresh without ground for it', () => {
  const refused: [string, RequestChanges, Dependencies][] = [
    ['no cookies', { cookies: {}, verdict: 'none' }, fakeDependencies()],
    [
      'a refresh token alone, as a sibling subdomain may plant',
      { cookies: { [refreshCookie]: secrets.refreshToken }, verdict: 'none' },
      fakeDependencies(),
    ],
    [
      'a session alone',
      { cookies: { [sessionCookie]: cookies[sessionCookie] } },
      fakeDependencies(),
    ],
    ['a refresh token of another person', {}, withClaims({ sub: 'eve-0001' })],
    ['a refresh token of another sign-in', {}, withClaims({ sid: 'sign-in-of-ada-2' })],
    ['a refresh token that is not good', {}, withCognito({ refresh: refuse })],
    [
      'an ID token that is not good',
      {},
      fakeDependencies({
        jwt: () => Promise.resolve(fakeJwt({}, { verifyIdToken: refuse })),
      }),
    ],
    ['a sign-in that is too long ago', {}, withClaims({ authTime: now - settings.signInAge })],
  ];

  test.each(refused)('is 401, and sets no session: %s', async (_, changes, dependencies) => {
    const reply = await exchange(refresh(changes), dependencies);
    expect(reply.status).toBe(401);
    expect(bodyOf(reply.body)).toMatchObject({ error: 'login_required', login: '/_auth/login' });
    expect(cookiesSet(reply).get(sessionCookie) ?? '').toBe('');
    expect(cookiesSet(reply).get(refreshCookie) ?? '').toBe('');
  });

  test.each(refused)(
    'at login leads to Cognito in the end: %s',
    async (_, changes, dependencies) => {
      const first = await exchange(login(changes), dependencies);
      expect(cookiesSet(first).get(sessionCookie) ?? '').toBe('');
      if (locationOf(first).startsWith('/')) {
        const query = new URL(locationOf(first), 'https://x').searchParams.toString();
        const second = await exchange(login({ ...changes, query }), dependencies);
        expect(authorizationOf(second).has('prompt')).toBe(false);
      } else {
        expect(authorizationOf(first).has('prompt')).toBe(false);
      }
    },
  );
});

describe('refresh of a session that was ended', () => {
  const until = now + 1000;

  test('is refused for a sign-in from before everyone was signed out', async () => {
    const keys = { ...ring, signInsFrom: now - 100 };
    const overrides = { ring: () => Promise.resolve(keys) };
    const reply = await exchange(refresh(), withClaims({ authTime: now - 101 }, overrides));
    expect(reply.status).toBe(401);
    expect(bodyOf(reply.body)).toMatchObject({ reason: 'signed-out' });
    const again = await exchange(login(), withClaims({ authTime: now - 101 }, overrides));
    expect(authorizationOf(again).get('prompt')).toBe('login');
    const since = await exchange(refresh(), withClaims({ authTime: now - 100 }, overrides));
    expect(since.status).toBe(200);
  });

  test.each([
    ['the sign-in', { until, before: 0, sids: ['sign-in-of-ada-1'] }, {}],
    ['the person', { until, before: now - 50, sids: [] }, { authTime: now - 50 }],
  ])('is refused by the entry of %s, where the edge could not look', async (_, entry, claims) => {
    const reply = await exchange(
      refresh({ verdict: 'unknown-key', cookies: { ...cookies, [sessionCookie]: aToken() } }),
      withClaims(claims, withEntry(entry)),
    );
    expect(reply.status).toBe(401);
    expect(bodyOf(reply.body)).toMatchObject({ reason: 'revoked' });
    expect(cookiesSet(reply).get(sessionCookie) ?? '').toBe('');
  });

  test.each([
    ['has run out', { until: now, before: now, sids: ['sign-in-of-ada-1'] }],
    ['names another sign-in', { until, before: 0, sids: ['sign-in-of-ada-2'] }],
  ])('goes on where the entry %s', async (_, entry) => {
    const request = refresh({ verdict: 'unknown-key' });
    expect((await exchange(request, fakeDependencies(withEntry(entry)))).status).toBe(200);
  });

  test.each([
    ['cannot be read', () => Promise.resolve('nonsense')],
    ['cannot be reached', fail],
  ])('is 503, not good, where the entry %s', async (_, entryOf) => {
    const dependencies = fakeDependencies({ revocations: { entryOf } });
    const reply = await exchange(refresh({ verdict: 'unknown-key' }), dependencies);
    expect(reply.status).toBe(503);
    expect(cookiesSet(reply).size).toBe(0);
  });
});

describe('refresh when Cognito is down', () => {
  test('is 503, and signs nobody out', async () => {
    for (const request of [refresh(), login()]) {
      const reply = await exchange(request, withCognito({ refresh: fail }));
      expect(reply).toMatchObject({ status: 503, headers: { 'retry-after': '10' } });
      expect(cookiesSet(reply).size).toBe(0);
    }
  });
});

describe('login refreshes silently', () => {
  test('and goes on where it was, with nobody typing', async () => {
    const reply = await exchange(login(), fakeDependencies());
    expect(reply).toMatchObject({ status: 302, outcome: 'refreshed' });
    expect(locationOf(reply)).toBe('/app/');
    expect(parseToken(cookiesSet(reply).get(sessionCookie) ?? '')?.iat).toBe(now);
  });

  test('but not for who was revoked or signed out', async () => {
    for (const verdict of ['revoked', 'signed-out'] as const) {
      const cognito = fakeCognito();
      const dependencies = fakeDependencies({ cognito: () => Promise.resolve(cognito) });
      const reply = await exchange(login({ verdict }), dependencies);
      expect(authorizationOf(reply).get('prompt')).toBe('login');
      expect(cognito.asked.map(({ name }) => name)).toEqual(['authorizeUrl']);
    }
  });

  test('and looks again once, where another tab may have been faster', async () => {
    const dependencies = withCognito({ refresh: refuse });
    const first = await exchange(login(), dependencies);
    const again = new URL(locationOf(first), 'https://site.example.com');
    expect(again.pathname).toBe('/_auth/login');
    expect(again.searchParams.get('return_to')).toBe('/app/');
    const query = again.searchParams.toString();
    // The other tab has brought its successor: there is nothing to ask any more.
    expect(locationOf(await exchange(login({ query, verdict: 'ok' }), dependencies))).toBe('/app/');
    // It has not: the form.
    expect(authorizationOf(await exchange(login({ query }), dependencies)).has('state')).toBe(true);
  });
});
