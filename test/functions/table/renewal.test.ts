import { describe, expect, test } from '@jest/globals';
import { describeEngines } from '../../engine/engines.ts';
import { ring } from '../../vectors/format.ts';
import {
  clock,
  fetching,
  gate,
  key,
  kid,
  navigate,
  sessionCookie,
  sessionToken,
  storeOf,
  type Asking,
  type Met,
} from '../support.ts';

/** 899 of 1,800 seconds left, and maxAge far ahead. */
const late = { iat: clock - 901, exp: clock + 899 };
const renewedTo = (exp: number, more: Parameters<typeof sessionToken>[0] = {}) =>
  sessionToken({ ...late, exp, ...more });
const cookieOf = (met: Met) => met.cookies[sessionCookie];
const attributes = 'Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=604800';

describeEngines('renewed at the edge', ({ run }) => {
  const ask = gate(run);

  test('a GET that navigates gets a 302 to itself with the new cookie', async () => {
    const met = await ask('/app/a%20b', {
      as: { ...late, groups: ['b', 'a.'] },
      headers: navigate,
      rawQueryString: 'x=1&x=2&y',
    });
    expect(met.status).toBe(302);
    expect(met.headers).toEqual({
      location: '/app/a%20b?x=1&x=2&y',
      'cache-control': 'no-store',
    });
    expect(met.cookies).toEqual({
      [sessionCookie]: { value: renewedTo(clock + 1800, { groups: ['b', 'a.'] }), attributes },
    });
  });

  test('and then passes: no redirect leads to itself for ever', async () => {
    const first = await ask('/app/a', { as: late, headers: navigate });
    const again = await ask('/app/a', { as: cookieOf(first)?.value ?? '', headers: navigate });
    expect(again.status).toBe('passed');
  });

  test.each<[string, Asking]>([
    ['half of sessionTtl is left', { as: { ...late, exp: clock + 900 }, headers: navigate }],
    ['a fetch', { as: late, headers: fetching }],
    ['no fetch metadata', { as: late, headers: { accept: 'text/html' } }],
    ['HEAD', { as: late, method: 'HEAD', headers: navigate }],
    ['POST', { as: late, method: 'POST', headers: navigate }],
    ['a public path', { as: late, headers: navigate }],
    [
      'nothing to gain: exp is iat + maxAge',
      { as: { iat: clock - 3000, exp: clock + 600 }, headers: navigate },
    ],
    [
      'no key signs yet',
      {
        as: late,
        headers: navigate,
        store: { 'keys.demo': ring([{ kid, key, signsFrom: null }]) },
      },
    ],
  ])('not so, but passed: %s', async (name, asking) => {
    const met = await ask(name === 'a public path' ? '/' : '/app/a', asking);
    expect(met).toMatchObject({ status: 'passed', cookies: {} });
  });

  test('not a bearer token, which no cookie could replace', async () => {
    const headers = { ...navigate, authorization: `Bearer ${sessionToken(late)}` };
    const met = await gate(run, { bearer: true })('/app/a', { headers });
    expect(met.status).toBe('passed');
  });

  test('not a session that the rule does not let in', async () => {
    expect(await ask('/admin/a', { as: late, headers: navigate })).toMatchObject({
      status: 403,
      cookies: {},
    });
  });

  test('the new expiry is never later than iat + maxAge', async () => {
    const old = { iat: clock - 3000, exp: clock + 500 };
    const met = await ask('/app/a', { as: old, headers: navigate });
    expect(cookieOf(met)?.value).toBe(sessionToken({ ...old, exp: clock + 600 }));
    const again = await ask('/app/a', { as: cookieOf(met)?.value ?? '', headers: navigate });
    expect(again.status).toBe('passed');
  });

  test('it is signed with the signing key, which may have changed', async () => {
    const next = { kid: 'tro640', key: 'next-key-'.padEnd(43, '1') };
    const standby = { kid: 'trz000', key: 'standby-key-'.padEnd(43, '2') };
    const store = {
      'keys.demo': ring([
        { kid, key, signsFrom: clock - 86_400 },
        { ...next, signsFrom: clock },
        { ...standby, signsFrom: clock + 1 },
        { kid: 'ts0000', key: 'none-'.padEnd(43, '3'), signsFrom: null },
      ]),
    };
    const met = await ask('/app/a', { as: late, headers: navigate, store });
    const expected = sessionToken({ ...late, exp: clock + 1800, kid: next.kid }, next.key);
    expect(cookieOf(met)?.value).toBe(expected);
    const again = await ask('/app/a', { as: expected, headers: navigate, store });
    expect(again.status).toBe('passed');
  });

  // A clock that tells milliseconds, as the edge's does; no format has room for them.
  test.each([
    ['sessionTtl from now on', late, 0.001, clock + 1800],
    ['sessionTtl from now on', late, 0.999, clock + 1800],
    ['iat + maxAge', { iat: clock - 3000, exp: clock + 500 }, 0.5, clock + 600],
  ])('the new expiry is a whole second: %s', async (_name, as, fraction, exp) => {
    const now = clock + fraction;
    const met = await ask('/app/a', { as, headers: navigate, now });
    expect(cookieOf(met)?.value).toBe(sessionToken({ ...as, exp }));
    const again = await ask('/app/a', { as: cookieOf(met)?.value ?? '', headers: navigate, now });
    expect(again.status).toBe('passed');
  });

  test('lifetimes and cookie age are the configured ones', async () => {
    const short = gate(run, { sessionTtl: 10, maxAge: 20, cookieMaxAge: 30 });
    const met = await short('/app/a', {
      as: { iat: clock - 6, exp: clock + 4 },
      headers: navigate,
    });
    expect(cookieOf(met)).toEqual({
      value: sessionToken({ iat: clock - 6, exp: clock + 10 }),
      attributes: attributes.replace('604800', '30'),
    });
  });
});

describeEngines('POST /_auth/renew', ({ run }) => {
  const ask = gate(run);
  const renew = (asking: Asking) => ask('/_auth/renew', { method: 'POST', ...asking });

  test.each([
    ['less than half left', late, clock + 1800],
    ['more than half left', { iat: clock - 300, exp: clock + 1500 }, clock + 1800],
    ['nothing to gain', { iat: clock - 3000, exp: clock + 600 }, clock + 600],
  ])('204 with a cookie for a good session: %s', async (_name, as, exp) => {
    const met = await renew({ as });
    expect(met).toMatchObject({ status: 204, body: '' });
    expect(met.headers).toEqual({ 'cache-control': 'no-store' });
    expect(cookieOf(met)).toEqual({ value: sessionToken({ ...as, exp }), attributes });
    expect(met.reads).toEqual(['keys.demo']);
  });

  test('the new expiry is a whole second by a clock that tells milliseconds', async () => {
    const met = await renew({ as: late, now: clock + 0.75 });
    expect(cookieOf(met)?.value).toBe(sessionToken({ ...late, exp: clock + 1800 }));
  });

  describe.each<[string, Asking]>([
    ['none', {}],
    ['malformed', { as: 'nonsense' }],
    ['unknown-key', { as: { kid: 'zz' } }],
    ['bad-mac', { as: sessionToken({}, 'x'.repeat(43)) }],
    ['expired', { as: { exp: clock } }],
    ['signed-out', { as: {}, store: storeOf({ notBefore: clock }) }],
    [
      'revoked',
      {
        as: {},
        store: { ...storeOf({ revokedUntil: clock + 9 }), 'r:user-1': 'zzzzzz zzzzzz' },
      },
    ],
  ])('%s', (reason, asking) => {
    test('401 JSON without a good session, whoever asks', async () => {
      for (const headers of [fetching, navigate]) {
        const met = await renew({ ...asking, headers });
        expect(met).toMatchObject({ status: 401, json: { reason }, cookies: {} });
      }
    });
  });

  test('503 when the store fails', async () => {
    const met = await renew({ as: {}, store: { failing: true } });
    expect(met).toMatchObject({ status: 503, json: { reason: 'unavailable' } });
  });

  test('403 when another site asks', async () => {
    const met = await renew({ as: {}, headers: { 'sec-fetch-site': 'cross-site' } });
    expect(met).toMatchObject({ status: 403, json: { reason: 'cross-site' }, cookies: {} });
  });

  test.each(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'])('%s is 404', async (method) => {
    expect(await ask('/_auth/renew', { method, as: {} })).toMatchObject({ status: 404 });
  });
});
