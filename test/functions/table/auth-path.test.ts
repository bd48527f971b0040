import { describe, expect, test } from '@jest/globals';
import { edgeCode } from '../../../functions/compile/edge-code.ts';
import { describeEngines } from '../../engine/engines.ts';
import type { Store } from '../../engine/steps.ts';
import { revocation } from '../../vectors/format.ts';
import {
  bundle,
  clock,
  designConfig,
  gate,
  navigate,
  sessionCookie,
  sessionToken,
  step,
  storeOf,
  type Asking,
} from '../support.ts';

const handedOn = ['login', 'callback', 'refresh', 'logout', 'session', 'token', 'style'] as const;
const revoking = {
  ...storeOf({ revokedUntil: clock + 9 }),
  'r:user-1': revocation(clock + 9, clock),
};
const ended = storeOf({ notBefore: clock });
const expired = { iat: clock - 9000, exp: clock - 7200 };

const verdicts: [string, string, Asking][] = [
  ['ok', 'a good session', { as: {} }],
  ['none', 'no cookie', {}],
  ['none', 'an empty cookie', { as: '' }],
  ['malformed', 'no token', { as: 'nonsense' }],
  ['unknown-key', 'a dropped key', { as: { kid: 'zz' } }],
  ['bad-mac', 'another key', { as: sessionToken({}, 'x'.repeat(43)) }],
  ['expired', 'an expired token', { as: expired }],
  [
    'expired',
    'an expired token of a user who is not revoked',
    {
      as: expired,
      store: storeOf({ revokedUntil: clock + 9 }),
    },
  ],
  [
    'expired',
    'an expired token that an old entry does not mean',
    {
      as: expired,
      store: { ...revoking, 'r:user-1': revocation(clock, clock) },
    },
  ],
  ['signed-out', 'a session before notBefore', { as: {}, store: ended }],
  ['signed-out', 'an expired token before notBefore', { as: expired, store: ended }],
  ['revoked', 'a revoked session', { as: {}, store: revoking }],
  ['revoked', 'an expired token of a revoked session', { as: expired, store: revoking }],
  ['unavailable', 'a failing store', { as: {}, store: { failing: true } }],
  ['unavailable', 'a missing ring, though there is no cookie', { store: {} }],
  ['unavailable', 'an unreadable ring', { as: {}, store: { 'keys.demo': '?' } }],
  [
    'unavailable',
    'an expired token, and an entry that cannot be read',
    {
      as: expired,
      store: { ...revoking, 'r:user-1': '?' },
    },
  ],
];

describeEngines('/_auth/ and an endpoint, exactly: to the Lambda', ({ run }) => {
  const ask = gate(run);

  test.each(handedOn)('%s, by GET and POST', async (endpoint) => {
    for (const method of ['GET', 'POST']) {
      const met = await ask(`/_auth/${endpoint}`, { method, as: {}, cookies: { a: '1' } });
      expect(met).toMatchObject({ status: 'passed', uri: `/_auth/${endpoint}` });
      expect(met.cookies).toEqual({
        a: { value: '1' },
        [sessionCookie]: { value: sessionToken() },
      });
    }
  });

  test.each(verdicts)('verdict %s: %s', async (verdict, _name, asking) => {
    const sent = { 'x-latchkey-host': 'evil.example', 'x-latchkey-verdict': 'ok, made up' };
    const met = await ask('/_auth/login', { ...asking, headers: { ...navigate, ...sent } });
    expect(met.status).toBe('passed');
    expect(met.headers).toEqual({
      ...navigate,
      host: 'site.example',
      'x-latchkey-host': 'site.example',
      'x-latchkey-verdict': verdict,
    });
  });

  test('a spoofed header with several values is overwritten whole', async () => {
    const made = step('/_auth/login');
    const { headers } = (made.event as { request: { headers: Record<string, unknown> } }).request;
    headers['x-latchkey-verdict'] = { value: 'ok', multiValue: [{ value: 'ok' }, { value: 'ok' }] };
    const code = edgeCode(designConfig, bundle);
    const [outcome] = await run({ code, clock, steps: [made] });
    expect(outcome?.result).toMatchObject({
      headers: { 'x-latchkey-verdict': { value: 'none' } },
    });
    expect(JSON.stringify(outcome?.result)).not.toContain('multiValue');
  });

  test('a rule cannot shut it', async () => {
    const rules = [{ path: '*', allow: { groups: ['nobody'] } }];
    const met = await gate(run, { rules })('/_auth/login');
    expect(met.status).toBe('passed');
  });

  test('the session of a bearer token counts for nothing here', async () => {
    const headers = { authorization: `Bearer ${sessionToken()}` };
    const met = await gate(run, { bearer: true })('/_auth/session', { headers });
    expect(met.headers).toMatchObject({ ...headers, 'x-latchkey-verdict': 'none' });
  });

  test('no late session is renewed on the way', async () => {
    const met = await ask('/_auth/session', { as: { exp: clock + 1 }, headers: navigate });
    expect(met).toMatchObject({ status: 'passed', headers: { 'x-latchkey-verdict': 'ok' } });
  });

  test('another auth path', async () => {
    const elsewhere = gate(run, { authPath: '/sign/in' });
    expect(await elsewhere('/sign/in/login')).toMatchObject({ status: 'passed' });
    expect(await elsewhere('/_auth/login')).toMatchObject({ status: 401 });
  });
});

describeEngines('anything else under it is 404', ({ run }) => {
  const ask = gate(run);

  test.each([
    '/_auth/',
    '/_auth/logins',
    '/_auth/logi',
    '/_auth/Login',
    '/_auth/login/',
    '/_auth/style.css',
    '/_auth/style/',
    '/_auth/login/x',
    '/_auth/admin',
    '/_auth/constructor',
    '/_auth/index.html',
    '/_auth/%6Cogin',
    '/_auth/logi%6e',
    '/%5Fauth/login',
    '/_%61uth/login',
    '/_auth/login%20',
    '/_auth/login%0A',
  ])('%s', async (uri) => {
    const met = await ask(uri, { as: {}, headers: { 'x-latchkey-verdict': 'ok' } });
    expect(met).toMatchObject({
      status: 404,
      json: { error: 'not_found' },
      headers: { 'cache-control': 'no-store' },
      reads: [],
    });
  });

  test('a page for a person', async () => {
    const met = await ask('/_auth/nothing', { headers: navigate });
    expect(met).toMatchObject({ status: 404, headers: { 'content-type': 'text/html' } });
  });

  test('the auth path itself, and what only begins like it, is not under it', async () => {
    const store: Store = storeOf();
    expect(await ask('/_auth', { store })).toMatchObject({ status: 401 });
    expect(await ask('/_authx/login', { store })).toMatchObject({ status: 401 });
    expect(await ask('/_AUTH/login', { store })).toMatchObject({ status: 401 });
  });

  describe('is checked for its origin first', () => {
    test('403', async () => {
      const met = await ask('/_auth/nothing', {
        method: 'POST',
        headers: { 'sec-fetch-site': 'cross-site' },
      });
      expect(met).toMatchObject({ status: 403 });
    });
  });
});
