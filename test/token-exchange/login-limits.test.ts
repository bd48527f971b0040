import { describe, expect, test } from '@jest/globals';
import { loginCookiePrefix, sessionCookie } from '../../session/names.ts';
import { unavailable } from '../../token-exchange/errors.ts';
import { exchange } from '../../token-exchange/exchange.ts';
import { fakeCognito, fakeDependencies, now, ring } from './fakes.ts';
import { cookiesSet, locationOf } from './replies.ts';
import { attemptCookie, aToken, navigation, scripted, type RequestChanges } from './requests.ts';

const login = (changes: RequestChanges = {}) => navigation('login', changes);

describe('login for who does not look yet', () => {
  test.each([
    ['a prefetch', login({ headers: { 'sec-purpose': 'prefetch' } })],
    ['a prerender', login({ headers: { 'sec-purpose': 'prefetch;prerender' } })],
    ['an old prefetch', login({ headers: { purpose: 'prefetch' } })],
    ['a HEAD', login({ method: 'HEAD' })],
  ])('starts nothing: %s', async (_, request) => {
    const cognito = fakeCognito();
    const dependencies = fakeDependencies({ cognito: () => Promise.resolve(cognito) });
    const reply = await exchange(request, dependencies);
    expect(reply).toMatchObject({ status: 204, outcome: 'prefetch' });
    expect(reply.cookies ?? []).toEqual([]);
    expect(locationOf(reply)).toBe('');
    expect(cognito.asked).toEqual([]);
  });
});

describe('login keeps five attempts', () => {
  const attempts = (count: number) =>
    Object.assign(
      {},
      ...Array.from({ length: count }, (_, at) =>
        // Not in the order of their age: a browser tells nothing of that.
        attemptCookie({ id: `attempt-number-${at}`, expires: now + 1 + ((at * 3) % count) }),
      ),
    ) as Record<string, string>;
  const clearedBy = async (cookies: Record<string, string>) =>
    [...cookiesSet(await exchange(login({ cookies }), fakeDependencies()))]
      .filter(([, value]) => value === '')
      .map(([name]) => name.slice(loginCookiePrefix.length));

  test('four and the new one', async () => {
    expect(await clearedBy(attempts(4))).toEqual([]);
  });

  test('and drops the oldest for a sixth', async () => {
    expect(await clearedBy(attempts(5))).toEqual(['attempt-number-0']);
  });

  test('and drops as many as are too many', async () => {
    const cleared = await clearedBy(attempts(7));
    expect(cleared.sort()).toEqual(['attempt-number-0', 'attempt-number-3', 'attempt-number-5']);
  });

  test('and drops what is no attempt first', async () => {
    const cookies = { ...attempts(4), [`${loginCookiePrefix}nonsense`]: 'x' };
    expect(await clearedBy(cookies)).toEqual(['nonsense']);
  });

  test('and touches no other cookie', async () => {
    const cookies = { ...attempts(5), [sessionCookie]: aToken(), other: 'x' };
    expect(await clearedBy(cookies)).toEqual(['attempt-number-0']);
  });
});

describe('login when something is down', () => {
  test.each([
    ['the ring', { ring: () => Promise.reject(unavailable('Secrets Manager', '500 x')) }],
    ['the deployment', { deployment: () => Promise.reject(unavailable('SSM', '500 x')) }],
    ['Cognito', { cognito: () => Promise.reject(unavailable('Cognito')) }],
    [
      'a key that signs',
      {
        ring: () =>
          Promise.resolve({
            ...ring,
            keys: ring.keys.map((key) => ({ ...key, signsFrom: now + 1 })),
          }),
      },
    ],
  ])('says when to come back: %s', async (_, overrides) => {
    const page = await exchange(login(), fakeDependencies(overrides));
    expect(page).toMatchObject({ status: 503, headers: { 'retry-after': '10' } });
    expect(page.headers?.['content-type']).toMatch(/^text\/html/);
    expect(page.cookies ?? []).toEqual([]);
    const answer = await exchange(scripted('login'), fakeDependencies(overrides));
    expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '10' } });
    expect(JSON.parse(answer.body ?? '')).toMatchObject({ error: 'temporarily_unavailable' });
  });
});
