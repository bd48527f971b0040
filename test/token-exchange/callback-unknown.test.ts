import { describe, expect, test } from '@jest/globals';
import { loginCookiePrefix, sessionCookie } from '../../session/names.ts';
import { exchange } from '../../token-exchange/exchange.ts';
import { stateOf } from '../../token-exchange/login-attempt.ts';
import { fakeCognito, fakeDependencies, now, secrets } from './fakes.ts';
import { authorizationOf, cookiesSet, locationOf } from './replies.ts';
import { anAttempt, attemptCookie, navigation, type RequestChanges } from './requests.ts';

const attemptName = loginCookiePrefix + anAttempt.id;
const query = { code: secrets.code, state: stateOf(anAttempt) };

/** Cognito sends somebody back whose browser began the attempt. */
const callback = (changes: RequestChanges = {}) =>
  navigation('callback', { cookies: attemptCookie(), query, ...changes });

/** Attempts that the browser does not know, whatever their state says. */
const strangers: [string, RequestChanges][] = [
  ['no cookie', { cookies: {} }],
  [
    'the state of an attempt that another browser began',
    { query: { ...query, state: 'x'.repeat(16) } },
  ],
  [
    'the cookie of another attempt, renamed',
    {
      cookies: { [attemptName]: Object.values(attemptCookie({ id: 'attempt-of-eve-1' }))[0] ?? '' },
    },
  ],
  ['the cookie of another audience', { cookies: attemptCookie({}, { audience: 'other' }) }],
  ['an expired cookie', { cookies: attemptCookie({ expires: now }) }],
  ['a cookie that was changed', { cookies: { [attemptName]: `${attemptCookie()[attemptName]}x` } }],
  ['no state', { query: { code: secrets.code } }],
  ['a state that is none of ours', { query: { ...query, state: '../../x' } }],
];

describe.each(strangers)('callback of an attempt that is unknown here: %s', (_, changes) => {
  test('exchanges no code and sets no session', async () => {
    const cognito = fakeCognito();
    const dependencies = fakeDependencies({ cognito: () => Promise.resolve(cognito) });
    const reply = await exchange(callback(changes), dependencies);
    expect(cognito.asked.map(({ name }) => name)).toEqual(['authorizeUrl']);
    expect(cookiesSet(reply).has(sessionCookie)).toBe(false);
  });

  test('goes home with a good session', async () => {
    const reply = await exchange(callback({ ...changes, verdict: 'ok' }), fakeDependencies());
    expect(reply).toMatchObject({ status: 302, outcome: 'signed-in-already' });
    expect(locationOf(reply)).toBe('/');
    expect(reply.cookies ?? []).toEqual([]);
  });

  test('begins one fresh attempt without one', async () => {
    const reply = await exchange(callback(changes), fakeDependencies());
    expect(authorizationOf(reply).get('state')).toMatch(/^[\w-]{16}\.r$/);
    const begun = [...cookiesSet(reply)].filter(([, value]) => value !== '');
    expect(begun).toHaveLength(1);
  });
});

describe('callback of an attempt that is unknown here', () => {
  test('begins no third one, but says that cookies are needed', async () => {
    const first = await exchange(callback({ cookies: {} }), fakeDependencies());
    const state = authorizationOf(first).get('state') ?? '';
    const request = callback({ cookies: {}, query: { ...query, state } });
    const reply = await exchange(request, fakeDependencies());
    expect(reply).toMatchObject({ status: 400, outcome: 'cookie-lost' });
    expect(reply.body).toContain('href="/_auth/login"');
    expect(reply.cookies ?? []).toEqual([]);
  });

  test('signs in by the fresh attempt, where the cookie is kept this time', async () => {
    const first = await exchange(callback({ cookies: {} }), fakeDependencies());
    const state = authorizationOf(first).get('state') ?? '';
    const cookies = Object.fromEntries(cookiesSet(first));
    const request = callback({ cookies, query: { ...query, state } });
    const reply = await exchange(request, fakeDependencies());
    expect(reply).toMatchObject({ outcome: 'signed-in' });
    expect(locationOf(reply)).toBe('/');
  });

  test('says to come back where the edge cannot tell if there is a session', async () => {
    const request = callback({ cookies: {}, verdict: 'unavailable' });
    expect(await exchange(request, fakeDependencies())).toMatchObject({ status: 503 });
  });

  test('asks no questions of an error either', async () => {
    const request = callback({
      cookies: {},
      query: { error: 'access_denied', state: query.state },
    });
    expect(authorizationOf(await exchange(request, fakeDependencies())).has('state')).toBe(true);
  });
});
