import { describe, expect, test } from '@jest/globals';
import { loginCookiePrefix, sessionCookie } from '../../session/names.ts';
import { deriveKey } from '../../session/mac.ts';
import type { Dependencies } from '../../token-exchange/dependencies.ts';
import { ExchangeError, unavailable } from '../../token-exchange/errors.ts';
import { exchange } from '../../token-exchange/exchange.ts';
import { codeVerifier, stateOf } from '../../token-exchange/login-attempt.ts';
import type { ExchangeRequest } from '../../token-exchange/request.ts';
import { fakeCognito, fakeDependencies, fakeJwt, ring, secrets, settings } from './fakes.ts';
import { authorizationOf, cookiesSet } from './replies.ts';
import {
  anAttempt,
  attemptCookie,
  loginKeyOf,
  navigation,
  scripted,
  signedInCookies,
} from './requests.ts';

const attempt = attemptCookie();
const attemptValue = attempt[loginCookiePrefix + anAttempt.id] ?? '';
const cookies = { ...signedInCookies(), ...attempt };
const query = { code: secrets.code, state: stateOf(anAttempt) };

/** Whatever nobody but the browser's cookie jar, Cognito and the Lambda may see. */
const guarded = [
  ...Object.values(secrets),
  cookies[sessionCookie],
  cookies[sessionCookie].slice(-22),
  attemptValue,
  attemptValue.slice(-22),
  ...ring.keys.map(({ key }) => key),
  ...ring.keys.map(({ key }) => deriveKey(key, 'session', settings.audience)),
  ...ring.keys.map(({ kid }) => loginKeyOf(kid).key),
  ...ring.keys.map(({ kid }) => codeVerifier(anAttempt, loginKeyOf(kid))),
];

const refuse = () => Promise.reject(new ExchangeError('invalid_grant', 'no', 'invalid_grant'));
const fail = () => Promise.reject(unavailable('Cognito', 'TimeoutError'));
const leak = () => Promise.reject(new Error(guarded.join(' ')));

const worlds: [string, Partial<Dependencies>][] = [
  ['all is well', {}],
  [
    'the code is refused',
    { cognito: () => Promise.resolve(fakeCognito({ exchangeCode: refuse })) },
  ],
  [
    'Cognito is down',
    {
      cognito: () =>
        Promise.resolve(fakeCognito({ exchangeCode: fail, revoke: fail, refresh: fail })),
    },
  ],
  [
    'Cognito fails with all it knows',
    {
      cognito: () =>
        Promise.resolve(fakeCognito({ exchangeCode: leak, revoke: leak, refresh: leak })),
    },
  ],
  ['the JWT is refused', { jwt: () => Promise.resolve({ ...fakeJwt(), verifyIdToken: refuse }) }],
  [
    'the verifier fails with all it knows',
    { jwt: () => Promise.resolve({ ...fakeJwt(), verifyIdToken: leak }) },
  ],
  ['the ring fails with all it knows', { ring: leak }],
  [
    'the key store fails with all it knows',
    { revocations: { entryOf: leak }, announceSignOut: leak },
  ],
  ['the deployment fails with all it knows', { deployment: leak }],
  [
    'nobody may be in',
    { ring: () => Promise.resolve({ ...ring, signInsFrom: Number.MAX_SAFE_INTEGER }) },
  ],
];

const requests: [string, (ask: typeof navigation) => ExchangeRequest][] = [
  ['login', (ask) => ask('login', { cookies })],
  ['login, known', (ask) => ask('login', { cookies, verdict: 'ok' })],
  ['login, revoked', (ask) => ask('login', { cookies, verdict: 'revoked' })],
  ['login, unknown key', (ask) => ask('login', { cookies, verdict: 'unknown-key' })],
  ['callback', (ask) => ask('callback', { cookies, query })],
  ['callback, known', (ask) => ask('callback', { cookies, query, verdict: 'ok' })],
  [
    'callback, forced',
    (ask) => ask('callback', { cookies: attemptCookie({ isForced: true }), query }),
  ],
  ['callback, no cookie', (ask) => ask('callback', { query })],
  [
    'callback, lost again',
    (ask) => ask('callback', { query: { ...query, state: `${query.state}.r` } }),
  ],
  [
    'callback, error',
    (ask) => ask('callback', { cookies, query: { ...query, error: cookies[sessionCookie] } }),
  ],
  ['logout', (ask) => ask('logout', { cookies, verdict: 'ok' })],
  [
    'logout, from elsewhere',
    (ask) => ask('logout', { cookies, headers: { 'sec-fetch-site': 'cross-site' } }),
  ],
  ['session', (ask) => ask('session', { cookies, verdict: 'ok' })],
  ['session, expired', (ask) => ask('session', { cookies, verdict: 'expired' })],
  ['refresh', (ask) => ask('refresh', { method: 'POST', cookies, verdict: 'expired' })],
  [
    'refresh, unknown key',
    (ask) => ask('refresh', { method: 'POST', cookies, verdict: 'unknown-key' }),
  ],
  ['login, expired', (ask) => ask('login', { cookies, verdict: 'expired' })],
  ['nowhere', (ask) => ask('nowhere', { cookies, query })],
];

describe.each(worlds)('when %s', (_, overrides) => {
  test.each(requests)('no answer and no log shows a secret: %s', async (_name, request) => {
    for (const ask of [navigation, scripted]) {
      const dependencies = fakeDependencies(overrides);
      const { cookies: lines = [], ...shown } = await exchange(request(ask), dependencies);
      const text = JSON.stringify(shown);
      for (const secret of guarded) expect(text).not.toContain(secret);
      // Cookies are for tokens, but not for the keys, the code, the ID token or the verifier.
      for (const secret of [secrets.code, secrets.idToken, ...guarded.slice(7)]) {
        expect(lines.join('\n')).not.toContain(secret);
      }
    }
  });
});

describe.each(worlds)('when %s', (_, overrides) => {
  test('token shows what it gives to who asked for it, and nothing else', async () => {
    const body = new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: secrets.idToken,
      subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
    }).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const request = scripted('token', { method: 'POST', headers, body, cookies });
    const reply = await exchange(request, fakeDependencies(overrides));
    for (const secret of guarded) {
      expect(reply.body).not.toContain(secret);
      expect(JSON.stringify([reply.headers, reply.details])).not.toContain(secret);
    }
    const given = (JSON.parse(reply.body ?? '') as Record<string, string>)['access_token'];
    expect(reply.status === 200).toBe(given !== undefined);
    if (given !== undefined) expect(JSON.stringify(reply.details)).not.toContain(given);
  });
});

test('what Cognito is told on the way is no verifier of the attempt', async () => {
  const reply = await exchange(navigation('login'), fakeDependencies());
  const [name = ''] = [...cookiesSet(reply).keys()];
  const begun = { ...anAttempt, id: name.slice(loginCookiePrefix.length) };
  const told = authorizationOf(reply).toString();
  expect(told).toContain(begun.id);
  expect(told).not.toContain(codeVerifier(begun, loginKeyOf('signs')));
});
