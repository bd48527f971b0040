import { describe, expect, test } from '@jest/globals';
import { refreshCookie, sessionCookie } from '../../session/names.ts';
import type { Verdict } from '../../session/reasons.ts';
import { parseToken } from '../../session/token.ts';
import type { Dependencies } from '../../token-exchange/dependencies.ts';
import { unavailable } from '../../token-exchange/errors.ts';
import { exchange } from '../../token-exchange/exchange.ts';
import type { VouchedClaims } from '../../token-exchange/jwt.ts';
import {
  fakeCognito,
  fakeDependencies,
  fakeJwt,
  now,
  ring,
  secrets,
  settings,
  vouched,
} from './fakes.ts';
import { bodyOf, cookies, login, refresh, refuse, withClaims, withCognito } from './refreshing.ts';
import { authorizationOf, cookiesSet, locationOf } from './replies.ts';
import { aToken, signedInCookies, type RequestChanges } from './requests.ts';

describe('refresh', () => {
  test('asks Cognito again, and tells the new expiry', async () => {
    const cognito = fakeCognito();
    const dependencies = fakeDependencies({ cognito: () => Promise.resolve(cognito) });
    const reply = await exchange(refresh(), dependencies);
    expect(reply.status).toBe(200);
    expect(bodyOf(reply.body)).toEqual({ exp: now + 1800 });
    expect(cognito.asked).toEqual([{ name: 'refresh', of: secrets.refreshToken }]);
    expect(parseToken(cookiesSet(reply).get(sessionCookie) ?? '')).toMatchObject({
      kid: 'signs',
      iat: now,
      exp: now + 1800,
      sid: 'sign-in-of-ada-1',
      sub: 'ada-0001',
      groups: 'admins',
    });
  });

  test('takes groups as Cognito has them now', async () => {
    const reply = await exchange(refresh(), withClaims({ groups: [] }));
    expect(parseToken(cookiesSet(reply).get(sessionCookie) ?? '')?.groups).toBe('');
  });

  test('keeps the refresh token, unless Cognito gives the next one', async () => {
    const kept = await exchange(refresh(), fakeDependencies());
    expect(cookiesSet(kept).has(refreshCookie)).toBe(false);
    const answer = { idToken: secrets.idToken, refreshToken: 'the-next-one' };
    const rotated = await exchange(
      refresh(),
      withCognito({ refresh: () => Promise.resolve(answer) }),
    );
    expect(cookiesSet(rotated).get(refreshCookie)).toBe('the-next-one');
  });

  test('mints anew what a dropped key had signed', async () => {
    const keys = { ...ring, keys: ring.keys.slice(1) };
    const dependencies = fakeDependencies({ ring: () => Promise.resolve(keys) });
    const own = { ...cookies, [sessionCookie]: aToken({ kid: 'old' }) };
    const reply = await exchange(refresh({ cookies: own, verdict: 'unknown-key' }), dependencies);
    expect(reply.status).toBe(200);
  });

  test('keeps the sid of a sign-in that the JWT does not name, while the old token verifies', async () => {
    const reply = await exchange(refresh(), withClaims({ sid: null }));
    expect(parseToken(cookiesSet(reply).get(sessionCookie) ?? '')?.sid).toBe('sign-in-of-ada-1');
    const keys = { ...ring, keys: ring.keys.slice(2).map((key) => ({ ...key, signsFrom: 0 })) };
    const lost = withClaims({ sid: null }, { ring: () => Promise.resolve(keys) });
    expect((await exchange(refresh({ verdict: 'unknown-key' }), lost)).status).toBe(401);
  });
});

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

describe('refresh with a planted token beside the own one', () => {
  /** Cognito knows two sign-ins, and no other token. */
  const knowing = () => {
    const asked: string[] = [];
    const claims: Record<string, Partial<VouchedClaims>> = {
      own: {},
      theirs: { sub: 'eve-0001', sid: 'sign-in-of-eve-1' },
    };
    const dependencies = fakeDependencies({
      cognito: () =>
        Promise.resolve(
          fakeCognito({
            refresh: (token) => {
              asked.push(token);
              if (!(token in claims)) return refuse();
              return Promise.resolve({ idToken: token, refreshToken: `${token}-next` });
            },
          }),
        ),
      jwt: () =>
        Promise.resolve({
          ...fakeJwt(),
          verifyIdToken: (jwt) => Promise.resolve({ ...vouched, ...claims[jwt] }),
        }),
    });
    return { asked, dependencies };
  };

  test.each([
    [['own', 'theirs'], ['own']],
    [
      ['theirs', 'own'],
      ['theirs', 'own'],
    ],
    [
      ['dead', 'theirs', 'own'],
      ['dead', 'theirs', 'own'],
    ],
  ])('%j: the session goes on, and the next token is its own', async (refreshTokens, expected) => {
    const { asked, dependencies } = knowing();
    const reply = await exchange(refresh({ refreshTokens }), dependencies);
    expect(reply.status).toBe(200);
    expect(asked).toEqual(expected);
    expect(cookiesSet(reply).get(refreshCookie)).toBe('own-next');
    expect(parseToken(cookiesSet(reply).get(sessionCookie) ?? '')?.sub).toBe('ada-0001');
  });

  test.each([
    [['theirs'], 'another-sign-in'],
    [['dead', 'theirs'], 'not-accepted'],
    [['theirs', 'dead'], 'not-accepted'],
  ])('%j: nobody is signed in: %s', async (refreshTokens, why) => {
    const reply = await exchange(refresh({ refreshTokens }), knowing().dependencies);
    expect(reply).toMatchObject({ status: 401, details: { why } });
    expect(cookiesSet(reply).size).toBe(0);
  });

  test('is 503 when Cognito does not answer for the own one', async () => {
    const dependencies = withCognito({
      refresh: (token) =>
        token === 'own' ? Promise.reject(unavailable('Cognito', 'TimeoutError')) : refuse(),
    });
    const reply = await exchange(refresh({ refreshTokens: ['theirs', 'own'] }), dependencies);
    expect(reply.status).toBe(503);
    expect(cookiesSet(reply).size).toBe(0);
  });
});

describe('refresh by the verdict', () => {
  test.each<Verdict>(['revoked', 'signed-out'])(
    '%s: 401, and Cognito is not asked',
    async (verdict) => {
      const cognito = fakeCognito();
      const dependencies = fakeDependencies({ cognito: () => Promise.resolve(cognito) });
      const reply = await exchange(refresh({ verdict }), dependencies);
      expect(reply.status).toBe(401);
      expect(bodyOf(reply.body)).toMatchObject({ reason: verdict });
      expect(cognito.asked).toEqual([]);
    },
  );

  test('unavailable: 503', async () => {
    const reply = await exchange(refresh({ verdict: 'unavailable' }), fakeDependencies());
    expect(reply).toMatchObject({ status: 503, headers: { 'retry-after': '10' } });
  });

  test('ok: asks all the same, for a script that wants new groups', async () => {
    const own = signedInCookies();
    const reply = await exchange(refresh({ verdict: 'ok', cookies: own }), fakeDependencies());
    expect(reply.status).toBe(200);
  });

  test('ok, and Cognito takes it no more: it has run out, and no key is amiss', async () => {
    const own = signedInCookies();
    const request = refresh({ verdict: 'ok', cookies: own });
    const reply = await exchange(request, withCognito({ refresh: refuse }));
    expect(reply.status).toBe(401);
    expect(bodyOf(reply.body)).toMatchObject({ reason: 'expired' });
  });

  test.each<Verdict>(['expired', 'unknown-key'])('%s: tells so', async (verdict) => {
    const reply = await exchange(refresh({ verdict }), withCognito({ refresh: refuse }));
    expect(bodyOf(reply.body)).toMatchObject({ reason: verdict });
  });
});
