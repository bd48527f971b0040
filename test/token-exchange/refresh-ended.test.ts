import { describe, expect, test } from '@jest/globals';
import { formatRevocation } from '../../session/revocation.ts';
import { refreshCookie, sessionCookie } from '../../session/names.ts';
import { parseToken } from '../../session/token.ts';
import { unavailable } from '../../token-exchange/errors.ts';
import { exchange } from '../../token-exchange/exchange.ts';
import { fakeCognito, fakeDependencies, now, ring, settings } from './fakes.ts';
import { bodyOf, cookies, login, refresh, refuse, withClaims, withCognito } from './refreshing.ts';
import { authorizationOf, cookiesSet, locationOf } from './replies.ts';
import { aToken, signedInCookies } from './requests.ts';

const withEntry = (entry: Parameters<typeof formatRevocation>[0]) => ({
  revocations: { entryOf: () => Promise.resolve(formatRevocation(entry)) },
});
const fail = () => Promise.reject(unavailable('Cognito', 'TimeoutError'));

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

describe('refresh of a sign-in that Cognito dates anew', () => {
  const since = { iat: now, authTime: now };
  const own = (iat: number, kid = 'signs') => ({
    ...cookies,
    [sessionCookie]: aToken({ iat, exp: now - 400, kid }),
  });
  /** The old key is not in it any more. */
  const keys = { ...ring, keys: ring.keys.slice(1) };

  test.each([
    ['as recent as our session', own(now - 4000), now - 4000, 200],
    ['as recent as our session, which is from before', own(now - 4000), now - 3999, 401],
    ['as old as any, without its key', own(now - 4000, 'old'), now - settings.signInAge, 200],
    ['as old as any, and from before', own(now - 4000, 'old'), now - settings.signInAge + 1, 401],
  ])('counts %s: everyone out', async (_, jar, signInsFrom, status) => {
    const dependencies = withClaims(since, {
      ring: () => Promise.resolve({ ...keys, signInsFrom }),
    });
    const reply = await exchange(refresh({ cookies: jar, verdict: 'unknown-key' }), dependencies);
    expect(reply.status).toBe(status);
    if (status === 401) expect(bodyOf(reply.body)).toMatchObject({ reason: 'signed-out' });
  });

  test.each([
    ['as recent as our session', own(now - 4000), now - 4001, 200],
    ['as recent as our session, which is from before', own(now - 4000), now - 4000, 401],
    ['as old as any, without its key', own(now - 4000, 'old'), now - settings.signInAge - 1, 200],
    ['as old as any, and from before', own(now - 4000, 'old'), now - settings.signInAge, 401],
  ])('counts %s: the person revoked', async (_, jar, before, status) => {
    const entry = { until: now + 1000, before, sids: [] };
    const dependencies = withClaims(since, {
      ring: () => Promise.resolve(keys),
      ...withEntry(entry),
    });
    const reply = await exchange(refresh({ cookies: jar, verdict: 'unknown-key' }), dependencies);
    expect(reply.status).toBe(status);
    if (status === 401) expect(bodyOf(reply.body)).toMatchObject({ reason: 'revoked' });
  });
});

describe('refresh of a session that the edge has looked up', () => {
  const revoked = withEntry({ until: now + 1000, before: now + 50, sids: [] });
  const inStore = (sharesStore: boolean) => ({ settings: { ...settings, sharesStore } });
  const ringWith = (revokedUntil: number) => ({
    ring: () => Promise.resolve({ ...ring, revokedUntil }),
  });

  /** As soon after the sign-in as an edge may be behind, or a second later. */
  test.each([
    ['an operator has ended something', { ...ringWith(now + 1), ...inStore(false) }, 401],
    ['that is long ago', { ...ringWith(now), ...inStore(false) }, 200],
    ['nobody has said whether one has', { ...ringWith(0), ...inStore(false) }, 401],
    ['others write to the store as well', { ...ringWith(now), ...inStore(true) }, 401],
  ])('where %s', async (_, overrides, status) => {
    const statusFor = async (verdict: 'ok' | 'expired', ago: number) => {
      const session = signedInCookies({ iat: now - ago, exp: now - 1 });
      const dependencies = withClaims({}, { ...overrides, ...revoked });
      return (await exchange(refresh({ verdict, cookies: session }), dependencies)).status;
    };
    for (const verdict of ['ok', 'expired'] as const) {
      expect(await statusFor(verdict, 779)).toBe(status);
      expect(await statusFor(verdict, 780)).toBe(200);
    }
  });
});

describe('refresh and the store, a dollar for a thousand calls', () => {
  const counting = () => {
    const asked: string[] = [];
    const entryOf = (sub: string) => Promise.resolve((asked.push(sub), null));
    return { asked, revocations: { entryOf } };
  };
  const forged = {
    ...cookies,
    [sessionCookie]: `1.zz.1.1.${'s'.repeat(16)}.ada-0001..${'A'.repeat(22)}`,
  };

  test.each([
    ['that Cognito does not take', withCognito({ refresh: refuse })],
    ['of another sign-in', withClaims({ sid: 'sign-in-of-eve-1' })],
  ])('a made-up session and a refresh token %s cost none', async (_, dependencies) => {
    const { asked, revocations } = counting();
    const request = refresh({ verdict: 'unknown-key', cookies: forged });
    expect((await exchange(request, { ...dependencies, revocations })).status).toBe(401);
    expect(asked).toEqual([]);
  });

  test('the next refresh token is kept where no key signs yet', async () => {
    const keys = ring.keys.map((key) => ({ ...key, signsFrom: null }));
    const answer = { idToken: 'a', refreshToken: 'the-next-one' };
    const reply = await exchange(refresh(), {
      ...withCognito({ refresh: () => Promise.resolve(answer) }),
      ring: () => Promise.resolve({ ...ring, keys }),
    });
    expect(reply.status).toBe(503);
    expect([...cookiesSet(reply)]).toEqual([[refreshCookie, 'the-next-one']]);
  });

  test('the next refresh token is kept where the store cannot be reached', async () => {
    const answer = { idToken: 'a', refreshToken: 'the-next-one' };
    const dependencies = {
      ...withCognito({ refresh: () => Promise.resolve(answer) }),
      revocations: { entryOf: fail },
    };
    const young = { cookies: signedInCookies({ iat: now - 300, exp: now - 100 }) };
    for (const request of [refresh(young), login(young)]) {
      const reply = await exchange(request, dependencies);
      expect(reply.status).toBe(503);
      expect([...cookiesSet(reply)]).toEqual([[refreshCookie, 'the-next-one']]);
    }
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
