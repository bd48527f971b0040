import { describe, expect, test } from '@jest/globals';
import { describeEngines } from '../../engine/engines.ts';
import { askAll, gate, navigate, sessionToken } from '../support.ts';

type Case = readonly [headers: Record<string, string>, letThrough: boolean];

const cases: readonly Case[] = [
  [{ 'sec-fetch-site': 'same-origin' }, true],
  [{ 'sec-fetch-site': 'none' }, true],
  [{ 'sec-fetch-site': 'same-site' }, false],
  [{ 'sec-fetch-site': 'cross-site' }, false],
  [{ 'sec-fetch-site': 'Same-Origin' }, false],
  [{ 'sec-fetch-site': 'something-new' }, false],
  // Fetch metadata speaks first.
  [{ 'sec-fetch-site': 'same-origin', origin: 'https://evil.example' }, true],
  [{ 'sec-fetch-site': 'cross-site', origin: 'https://site.example' }, false],
  [{ origin: 'https://site.example' }, true],
  [{ origin: 'https://site.example:443' }, false],
  [{ origin: 'https://site.example/' }, false],
  [{ origin: 'http://site.example' }, false],
  [{ origin: 'https://evil.example' }, false],
  [{ origin: 'https://site.example.evil.example' }, false],
  [{ origin: 'https://xsite.example' }, false],
  [{ origin: 'null' }, false],
  [{ origin: 'https://site.example:8443', host: 'site.example:8443' }, true],
  [{ origin: 'https://site.example', host: 'site.example:8443' }, false],
  [{ origin: 'http://localhost:8080', host: 'localhost:8080' }, true],
  [{ origin: 'http://localhost', host: 'localhost' }, true],
  [{ origin: 'http://localhost:9999', host: 'localhost:8080' }, false],
  [{ origin: 'http://localhost.evil.example', host: 'localhost.evil.example' }, false],
  [{ origin: 'http://notlocalhost', host: 'notlocalhost' }, false],
  [{}, true],
];

describeEngines('a change that is not of this origin', ({ run }) => {
  describe.each(['PUT', 'POST', 'PATCH', 'DELETE'])('%s', (method) => {
    test.each([
      ['to a guarded path', '/app/a', 'passed'],
      ['to a public path', '/', 'passed'],
      ['to the token exchange', '/_auth/logout', 'passed'],
    ])('%s', async (_name, uri, through) => {
      const requests = cases.map(([headers]) => [uri, { method, headers, as: {} }] as const);
      const found = (await askAll(run, requests)).map(({ status, json }) =>
        status === 403 ? json.reason : status,
      );
      expect(cases.map(([headers], i) => [headers, found[i]])).toEqual(
        cases.map(([headers, letThrough]) => [headers, letThrough ? through : 'cross-site']),
      );
    });
  });

  test.each(['GET', 'HEAD', 'OPTIONS'])('%s is left to the rules', async (method) => {
    const ask = gate(run);
    const headers = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' };
    expect(await ask('/app/a', { method, headers, as: {} })).toMatchObject({ status: 'passed' });
    expect(await ask('/app/a', { method, headers })).toMatchObject({ status: 401 });
  });

  test('it is 403 JSON, and no store is read', async () => {
    const headers = { ...navigate, origin: 'https://evil.example' };
    const met = await gate(run)('/app/a', { method: 'POST', headers, as: {} });
    expect(met).toMatchObject({
      status: 403,
      json: { error: 'access_denied', reason: 'cross-site', login: '/_auth/login' },
      headers: { 'cache-control': 'no-store' },
      reads: [],
    });
  });

  describe('with a bearer token', () => {
    const headers = {
      origin: 'https://evil.example',
      authorization: `Bearer ${sessionToken()}`,
    };

    test('is let through where bearer is on', async () => {
      const ask = gate(run, { bearer: true });
      expect(await ask('/app/a', { method: 'POST', headers })).toMatchObject({ status: 'passed' });
    });

    test('is held to that token, whatever the cookie says', async () => {
      const made = { ...headers, authorization: 'Bearer x' };
      const met = await gate(run, { bearer: true })('/app/a', {
        method: 'POST',
        headers: made,
        as: {},
      });
      expect(met).toMatchObject({ status: 401, json: { reason: 'malformed' } });
    });

    test.each([
      ['where bearer is off', false, '/app/a', headers.authorization],
      ['on the way to the token exchange', true, '/_auth/logout', headers.authorization],
      ['when it is empty', true, '/app/a', 'Bearer '],
      ['when it is another scheme', true, '/app/a', 'Basic eA=='],
    ])('is refused %s', async (_name, bearer, uri, authorization) => {
      const met = await gate(run, { bearer })(uri, {
        method: 'POST',
        headers: { ...headers, authorization },
        as: {},
      });
      expect(met).toMatchObject({ status: 403, json: { reason: 'cross-site' } });
    });
  });
});
