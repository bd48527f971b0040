/** What `POST token` refuses for the request's sake (RFC 8693, RFC 6749). */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startSystem, type LocalSystem } from '../../local/system.ts';
import { call, expectRefusal, grantOf, postForm, signInAtCognito, types } from './client.ts';

let system: LocalSystem;
const form = 'application/x-www-form-urlencoded';
const log: string[] = [];

beforeAll(async () => {
  system = await startSystem({ onLog: (line) => log.push(line) });
});

afterAll(() => system?.close());

const exchange = (
  grant: Readonly<Record<string, string>> | string,
  headers?: Readonly<Record<string, string>>,
) => postForm(`${system.url}/_auth/token`, grant, headers);

describe('is refused', () => {
  let good: Record<string, string>;

  beforeAll(async () => {
    good = grantOf((await signInAtCognito(system)).IdToken);
  });

  const without = (name: string) =>
    Object.fromEntries(Object.entries(good).filter(([key]) => key !== name));

  test.each(['client_credentials', 'authorization_code', 'refresh_token', 'password', ''])(
    'another grant: %s',
    async (grantType) => {
      expectRefusal(await exchange({ ...good, grant_type: grantType }), 'unsupported_grant_type');
    },
  );

  test.each(['subject_token', 'subject_token_type'])('a request without %s', async (name) => {
    expectRefusal(await exchange(without(name)), 'invalid_request');
    expectRefusal(await exchange({ ...good, [name]: '' }), 'invalid_request');
  });

  test.each(['grant_type', 'subject_token', 'subject_token_type', 'scope'])(
    '%s twice',
    async (name) => {
      const pairs = new URLSearchParams(good);
      if (!pairs.has(name)) pairs.append(name, 'x');
      pairs.append(name, pairs.get(name) ?? '');
      expectRefusal(await exchange(pairs.toString()), 'invalid_request');
    },
  );

  test.each([types.refresh, 'urn:ietf:params:oauth:token-type:jwt', 'id_token'])(
    'a subject token that is called %s',
    async (type) => {
      expectRefusal(await exchange({ ...good, subject_token_type: type }), 'invalid_request');
    },
  );

  test('another kind of token than a session', async () => {
    const wanted = { ...good, requested_token_type: types.refresh };
    expectRefusal(await exchange(wanted), 'invalid_request');
    const named = await exchange({ ...good, requested_token_type: types.access });
    expect(named.status).toBe(200);
  });

  test.each([
    ['JSON', { 'content-type': 'application/json' }],
    ['text', { 'content-type': 'text/plain' }],
  ])('a body that says that it is %s', async (_, headers) => {
    expectRefusal(await exchange(good, headers), 'invalid_request');
  });

  test('any other method, with those that there are', async () => {
    const { status, headers } = await call(`${system.url}/_auth/token`);
    expect([status, headers['allow']]).toEqual([405, 'POST']);
  });

  test('a body without its hash, or with another’s: CloudFront cannot sign it', async () => {
    const body = new URLSearchParams(good).toString();
    const headers = { 'content-type': form, 'content-length': String(body.length) };
    const url = `${system.url}/_auth/token`;
    for (const hash of [{}, { 'x-amz-content-sha256': '0'.repeat(64) }]) {
      const answer = await call(url, { method: 'POST', body, headers: { ...headers, ...hash } });
      expect(answer.status).toBe(403);
      expect(answer.headers['x-amzn-errortype']).toBe('InvalidSignatureException');
    }
  });

  test.each([
    ['cross-site', { 'sec-fetch-site': 'cross-site' }],
    ['same-site', { 'sec-fetch-site': 'same-site' }],
    ['by its origin', { origin: 'https://evil.example' }],
    ['without an origin', { origin: 'null' }],
  ])('a page of another origin, at the edge: %s', async (_, headers) => {
    const before = log.length;
    const { status, json } = await exchange(good, headers);
    expect([status, json['reason']]).toEqual([403, 'cross-site']);
    expect(log.slice(before)).toEqual([]);
  });
});
