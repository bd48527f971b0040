import { describe, expect, test } from '@jest/globals';
import {
  loginCookiePrefix,
  refreshCookie,
  sessionCookie,
  signedOutCookie,
} from '../../session/names.ts';
import { unavailable } from '../../token-exchange/errors.ts';
import { exchange } from '../../token-exchange/exchange.ts';
import type { Reply } from '../../token-exchange/reply.ts';
import { domain, fakeCognito, fakeDependencies, host, now, secrets } from './fakes.ts';
import { cookiesSet, locationOf } from './replies.ts';
import {
  aToken,
  attemptCookie,
  navigation,
  scripted,
  signedInCookies,
  type RequestChanges,
} from './requests.ts';

const cookies = {
  ...signedInCookies(),
  ...attemptCookie(),
  ...attemptCookie({ id: 'attempt-of-ada-2' }),
  'somebody-else': 'x',
};

const logout = (changes: RequestChanges = {}) =>
  navigation('logout', { cookies, verdict: 'ok', ...changes });

const atCognito = `${domain}/logout?logout_uri=${encodeURIComponent(`https://${host}/_auth/logout`)}`;

function expectSignedOut(reply: Reply): void {
  expect(reply).toMatchObject({ status: 302, outcome: 'signed-out' });
  expect(reply.headers?.['clear-site-data']).toBe('"cache"');
  expect(cookiesSet(reply)).toEqual(
    new Map([
      [sessionCookie, ''],
      [refreshCookie, ''],
      [signedOutCookie, now.toString(36)],
      [`${loginCookiePrefix}attempt-of-ada-1`, ''],
      [`${loginCookiePrefix}attempt-of-ada-2`, ''],
    ]),
  );
}

describe('logout', () => {
  test('that a browser fetches ahead of its user ends nothing', async () => {
    const cognito = fakeCognito();
    const dependencies = fakeDependencies({ cognito: () => Promise.resolve(cognito) });
    const headers = { 'sec-purpose': 'prefetch', 'sec-fetch-site': 'same-origin' };
    const reply = await exchange(logout({ headers }), dependencies);
    expect(reply).toMatchObject({ status: 204, outcome: 'prefetch' });
    expect(cookiesSet(reply).size).toBe(0);
    expect(cognito.asked).toEqual([]);
  });

  test.each([
    ['a link of the site', logout({ headers: { 'sec-fetch-site': 'same-origin' } })],
    ['the address bar', logout({ headers: { 'sec-fetch-site': 'none' } })],
    ['a browser that does not say', logout()],
    ['a form', logout({ method: 'POST' })],
    ['a script', scripted('logout', { method: 'POST', cookies, verdict: 'ok' })],
  ])('clears every cookie and goes on to Cognito: %s', async (_, request) => {
    const reply = await exchange(request, fakeDependencies());
    expectSignedOut(reply);
    expect(locationOf(reply)).toBe(atCognito);
    expect(reply.details).toMatchObject({ sub: 'ada-0001', sid: 'sign-in-of-ada-1' });
  });

  test('revokes the refresh token', async () => {
    const cognito = fakeCognito();
    const dependencies = fakeDependencies({ cognito: () => Promise.resolve(cognito) });
    const reply = await exchange(logout(), dependencies);
    expect(cognito.asked).toContainEqual({ name: 'revoke', of: secrets.refreshToken });
    expect(reply.details).toMatchObject({ refreshToken: 'revoked' });
  });

  // Which of them is the visitor's own, nothing tells.
  test('revokes every refresh token, and waits for each whatever becomes of the others', async () => {
    const revoked: string[] = [];
    const cognito = fakeCognito({
      revoke: async (token) => {
        if (token === 'planted') throw unavailable('Cognito', '400');
        await Promise.resolve();
        revoked.push(token);
      },
    });
    const dependencies = fakeDependencies({ cognito: () => Promise.resolve(cognito) });
    const refreshTokens = ['planted', secrets.refreshToken];
    const reply = await exchange(logout({ refreshTokens }), dependencies);
    expect(revoked).toEqual([secrets.refreshToken]);
    expect(reply.details).toMatchObject({ refreshToken: 'not-revoked' });
    expectSignedOut(reply);
  });

  test.each([
    ['only a session', { [sessionCookie]: cookies[sessionCookie] }, false],
    ['only a refresh token', { [refreshCookie]: cookies[refreshCookie] }, true],
    ['a session that is nonsense', { [sessionCookie]: 'x' }, false],
  ])('works with %s', async (_, own, revokes) => {
    const cognito = fakeCognito();
    const dependencies = fakeDependencies({ cognito: () => Promise.resolve(cognito) });
    const reply = await exchange(logout({ cookies: own }), dependencies);
    expect(cookiesSet(reply)).toEqual(
      new Map([
        [sessionCookie, ''],
        [refreshCookie, ''],
        [signedOutCookie, now.toString(36)],
      ]),
    );
    expect(cognito.asked.some(({ name }) => name === 'revoke')).toBe(revokes);
  });

  test.each(['none', 'expired', 'revoked', 'unknown-key', 'unavailable'] as const)(
    'works whatever the edge thinks of the session: %s',
    async (verdict) => {
      expectSignedOut(await exchange(logout({ verdict }), fakeDependencies()));
    },
  );
});

describe('logout tells the edges', () => {
  async function told(request: ReturnType<typeof logout>) {
    const announced: unknown[] = [];
    const reply = await exchange(
      request,
      fakeDependencies({
        announceSignOut: (signOut) => {
          announced.push(signOut);
          return Promise.resolve();
        },
      }),
    );
    return { announced, reply };
  }

  test.each(['ok', 'expired', 'unavailable'] as const)(
    'which sign-in of whom has ended: %s',
    async (verdict) => {
      const { announced } = await told(logout({ verdict }));
      expect(announced).toEqual([{ sub: 'ada-0001', sid: 'sign-in-of-ada-1' }]);
    },
  );

  test.each([
    ['a token that is none of ours', { [sessionCookie]: aToken({}, 'other') }],
    ['a token that was changed', { [sessionCookie]: aToken().replace('ada-0001', 'eve-0001') }],
    ['no token', { [refreshCookie]: secrets.refreshToken }],
  ])('nothing of %s', async (_, own) => {
    const { announced, reply } = await told(logout({ cookies: own }));
    expect(announced).toEqual([]);
    expect(cookiesSet(reply).get(sessionCookie)).toBe('');
  });

  test('nothing before the person has said so', async () => {
    const { announced } = await told(logout({ headers: { 'sec-fetch-site': 'cross-site' } }));
    expect(announced).toEqual([]);
  });

  test('or clears every cookie all the same, and tells the log', async () => {
    const announceSignOut = () => Promise.reject(unavailable('SQS', '500'));
    const reply = await exchange(logout(), fakeDependencies({ announceSignOut }));
    expectSignedOut(reply);
    expect(locationOf(reply)).toBe(atCognito);
    expect(reply.details).toMatchObject({ edges: 'not-told' });
  });
});

describe('logout when something is down', () => {
  const down = () => Promise.reject(unavailable('it', 'TimeoutError'));

  test('clears every cookie when Cognito does not revoke', async () => {
    const cognito = fakeCognito({ revoke: down });
    const dependencies = fakeDependencies({ cognito: () => Promise.resolve(cognito) });
    const reply = await exchange(logout(), dependencies);
    expectSignedOut(reply);
    expect(locationOf(reply)).toBe(atCognito);
    expect(reply.details).toMatchObject({ refreshToken: 'not-revoked' });
  });

  test('clears every cookie when the ring cannot be read', async () => {
    const cognito = fakeCognito();
    const dependencies = fakeDependencies({ ring: down, cognito: () => Promise.resolve(cognito) });
    const reply = await exchange(logout(), dependencies);
    expectSignedOut(reply);
    expect(cognito.asked).toContainEqual({ name: 'revoke', of: secrets.refreshToken });
  });

  test('clears every cookie when Cognito is not known, and shows that', async () => {
    const reply = await exchange(logout(), fakeDependencies({ cognito: down }));
    expectSignedOut(reply);
    expect(locationOf(reply)).toBe('/_auth/logout');
  });
});

describe('logout that another site asked for', () => {
  test.each([
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { referer: 'https://other.example/' },
  ])('asks first: %j', async (headers) => {
    const cognito = fakeCognito();
    const dependencies = fakeDependencies({ cognito: () => Promise.resolve(cognito) });
    const reply = await exchange(logout({ headers: headers }), dependencies);
    expect(reply).toMatchObject({ status: 200, outcome: 'sign-out-not-confirmed' });
    expect(reply.body).toContain('href="/_auth/logout"');
    expect(reply.cookies ?? []).toEqual([]);
    expect(reply.headers).not.toHaveProperty('clear-site-data');
    expect(cognito.asked).toEqual([]);
  });
});

describe('logout when nobody is signed in', () => {
  test.each([
    ['back from Cognito', navigation('logout', { headers: { 'sec-fetch-site': 'cross-site' } })],
    ['by hand', navigation('logout')],
    ['by a form', navigation('logout', { method: 'POST' })],
    ['with a sign-in begun', navigation('logout', { cookies: attemptCookie() })],
  ])('says so, and leads nowhere by itself: %s', async (_, request) => {
    const cognito = fakeCognito();
    const dependencies = fakeDependencies({ cognito: () => Promise.resolve(cognito) });
    const reply = await exchange(request, dependencies);
    expect(reply).toMatchObject({ status: 200, outcome: 'signed-out-already' });
    expect(locationOf(reply)).toBe('');
    expect(reply.body).toContain('href="/_auth/login"');
    expect(cognito.asked).toEqual([]);
  });

  test('is where a sign-out ends, in two steps', async () => {
    const first = await exchange(logout(), fakeDependencies());
    const left = Object.fromEntries(
      Object.entries(cookies).filter(([name]) => cookiesSet(first).get(name) !== ''),
    );
    const second = await exchange(
      logout({ cookies: left, verdict: 'none', headers: { 'sec-fetch-site': 'cross-site' } }),
      fakeDependencies(),
    );
    expect(second).toMatchObject({ status: 200, outcome: 'signed-out-already' });
  });
});
