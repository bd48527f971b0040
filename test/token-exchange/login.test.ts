import { describe, expect, test } from '@jest/globals';
import { loginCookiePrefix, sessionCookie } from '../../session/names.ts';
import type { Verdict } from '../../session/reasons.ts';
import { exchange } from '../../token-exchange/exchange.ts';
import { codeVerifier, nonce, readAttempt, stateOf } from '../../token-exchange/login-attempt.ts';
import type { ExchangeRequest } from '../../token-exchange/request.ts';
import { fakeCognito, fakeDependencies, host, now, ring, settings } from './fakes.ts';
import { authorizationOf, cookiesSet, locationOf } from './replies.ts';
import {
  aToken,
  loginKeyOf,
  navigation,
  signedInCookies,
  type RequestChanges,
} from './requests.ts';

const login = (changes: RequestChanges = {}) => navigation('login', changes);

/** The one attempt that an answer begins. */
async function attemptOf(request: ExchangeRequest, dependencies = fakeDependencies()) {
  const reply = await exchange(request, dependencies);
  const begun = [...cookiesSet(reply)].filter(([, value]) => value !== '');
  expect(begun).toHaveLength(1);
  const [name = '', value = ''] = begun[0] ?? [];
  const id = name.slice(loginCookiePrefix.length);
  const found = readAttempt(id, value, ring, settings.audience, now);
  if (!found) throw new Error('the cookie does not count');
  return { ...found, reply, authorization: authorizationOf(reply) };
}

describe('login begins an attempt', () => {
  test('with a cookie, and state and nonce that belong to it', async () => {
    const query = { return_to: '/app/?a=1' };
    const { attempt, key, authorization, reply } = await attemptOf(login({ query }));
    expect(reply.status).toBe(302);
    expect(key).toEqual(loginKeyOf('signs'));
    expect(attempt).toEqual({
      id: attempt.id,
      expires: now + 1800,
      returnTo: '/app/?a=1',
      isForced: false,
      isSecond: false,
    });
    expect(attempt.id).toMatch(/^[\w-]{16}$/);
    expect(Object.fromEntries(authorization)).toEqual({
      redirect_uri: `https://${host}/_auth/callback`,
      state: stateOf(attempt),
      nonce: nonce(attempt, key),
    });
  });

  test('whose verifier goes to the client that makes the challenge of it', async () => {
    const cognito = fakeCognito();
    const { attempt, key } = await attemptOf(
      login(),
      fakeDependencies({ cognito: () => Promise.resolve(cognito) }),
    );
    expect(cognito.asked).toEqual([
      {
        name: 'authorizeUrl',
        of: expect.objectContaining({ codeVerifier: codeVerifier(attempt, key) }) as unknown,
      },
    ]);
  });

  test('each time another one', async () => {
    const dependencies = fakeDependencies();
    const one = await attemptOf(login(), dependencies);
    const two = await attemptOf(login(), dependencies);
    expect(one.attempt.id).not.toBe(two.attempt.id);
    expect(one.authorization.get('nonce')).not.toBe(two.authorization.get('nonce'));
  });

  test('for the host that was asked', async () => {
    const { authorization } = await attemptOf(login({ host: 'www.example.com' }));
    expect(authorization.get('redirect_uri')).toBe('https://www.example.com/_auth/callback');
  });

  test('past the chooser where a provider is named', async () => {
    const dependencies = fakeDependencies({
      settings: { ...settings, identityProvider: 'Corporate' },
    });
    const { authorization } = await attemptOf(login(), dependencies);
    expect(authorization.get('identity_provider')).toBe('Corporate');
  });

  test.each(['//other.example', '/_auth/logout', 'https://other.example', `/${'x'.repeat(1500)}`])(
    'that leads home instead of to %.30s',
    async (wanted) => {
      const { attempt } = await attemptOf(login({ query: { return_to: wanted } }));
      expect(attempt.returnTo).toBe('/');
    },
  );
});

describe('login by the verdict', () => {
  const query = { return_to: '/app/' };

  test('ok: back at once, with nothing begun', async () => {
    const reply = await exchange(login({ verdict: 'ok', query }), fakeDependencies());
    expect(reply).toMatchObject({ status: 302, outcome: 'signed-in-already' });
    expect(locationOf(reply)).toBe('/app/');
    expect(reply.cookies ?? []).toEqual([]);
  });

  test('ok: home rather than to another host', async () => {
    const request = login({ verdict: 'ok', query: { return_to: '//other.example' } });
    expect(locationOf(await exchange(request, fakeDependencies()))).toBe('/');
  });

  test.each<Verdict>(['none', 'malformed', 'bad-mac', 'expired'])(
    '%s: to Cognito, which may know the browser',
    async (verdict) => {
      const { attempt, authorization } = await attemptOf(login({ verdict, query }));
      expect(attempt).toMatchObject({ isForced: false, returnTo: '/app/' });
      expect(authorization.has('prompt')).toBe(false);
    },
  );

  test.each<Verdict>(['revoked', 'signed-out'])(
    '%s: to Cognito, which asks for the password',
    async (verdict) => {
      const cookies = { [sessionCookie]: aToken() };
      const { attempt, authorization } = await attemptOf(login({ verdict, query, cookies }));
      expect(attempt).toMatchObject({ isForced: true, returnTo: '/app/' });
      expect(authorization.get('prompt')).toBe('login');
    },
  );

  test('unavailable: a page, and nothing begun', async () => {
    const reply = await exchange(login({ verdict: 'unavailable' }), fakeDependencies());
    expect(reply).toMatchObject({ status: 503, headers: { 'retry-after': '10' } });
    expect(reply.cookies ?? []).toEqual([]);
  });

  test.each([
    [1800, 60, 302],
    [1800, 61, 503],
    [60, 30, 302],
    [60, 31, 503],
  ])(
    'expired by the edge, with sessionTtl %i and %i s left by us: %i',
    async (sessionTtl, left, status) => {
      const cookies = signedInCookies({ exp: now + left });
      const dependencies = fakeDependencies({ settings: { ...settings, sessionTtl } });
      const reply = await exchange(login({ verdict: 'expired', query, cookies }), dependencies);
      expect(reply.status).toBe(status);
      expect(locationOf(reply)).toBe(status === 302 ? '/app/' : '');
    },
  );

  test('unknown-key that the fresh ring has: a page and no redirect', async () => {
    const asked: (number | undefined)[] = [];
    const dependencies = fakeDependencies({
      ring: (maxAge) => {
        asked.push(maxAge);
        return Promise.resolve(ring);
      },
    });
    const cookies = { [sessionCookie]: aToken() };
    const request = login({ verdict: 'unknown-key', cookies, query: { return_to: '/a?b=c' } });
    const reply = await exchange(request, dependencies);
    expect(reply).toMatchObject({ status: 503, headers: { 'retry-after': '10' } });
    expect(locationOf(reply)).toBe('');
    expect(reply.body).toContain('href="/_auth/login?return_to=%2Fa%3Fb%3Dc"');
    expect(asked[0]).toBeLessThanOrEqual(5);
  });

  test.each([
    ['the ring has not', { ...ring, keys: ring.keys.slice(1) }, aToken({ kid: 'old' })],
    ['has another secret', ring, aToken().replace(/.{22}$/, 'A'.repeat(22))],
  ])('unknown-key that %s: to Cognito', async (_, keys, token) => {
    const dependencies = fakeDependencies({ ring: () => Promise.resolve(keys) });
    const cookies = { [sessionCookie]: token };
    const { attempt } = await attemptOf(login({ verdict: 'unknown-key', cookies }), dependencies);
    expect(attempt.isForced).toBe(false);
  });
});
