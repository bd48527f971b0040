import { describe, expect, test } from '@jest/globals';
import { formatRevocation } from '../../session/revocation.ts';
import { sessionCookie } from '../../session/names.ts';
import { parseToken } from '../../session/token.ts';
import type { Dependencies } from '../../token-exchange/dependencies.ts';
import { ExchangeError, unavailable } from '../../token-exchange/errors.ts';
import { exchange } from '../../token-exchange/exchange.ts';
import type { VouchedClaims } from '../../token-exchange/jwt.ts';
import { fakeDependencies, fakeJwt, now, ring, secrets, settings, vouched } from './fakes.ts';
import { cookiesSet } from './replies.ts';
import { scripted } from './requests.ts';

const types = 'urn:ietf:params:oauth:token-type';
const grant = {
  grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
  subject_token: secrets.idToken,
  subject_token_type: `${types}:id_token`,
};
const form = { 'content-type': 'application/x-www-form-urlencoded' };

const token = (
  changes: Record<string, string | undefined> = {},
  headers: Record<string, string | undefined> = {},
) => {
  const parameters = Object.entries({ ...grant, ...changes }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return scripted('token', {
    method: 'POST',
    headers: { ...form, ...headers },
    body: new URLSearchParams(parameters).toString(),
  });
};

const withClaims = (claims: Partial<VouchedClaims>, more: Partial<Dependencies> = {}) =>
  fakeDependencies({ jwt: () => Promise.resolve(fakeJwt(claims)), ...more });
const bodyOf = (body: string | undefined) => JSON.parse(body ?? '') as Record<string, unknown>;

describe('a body that is no grant', () => {
  const withBody = (body: string) =>
    exchange(scripted('token', { method: 'POST', headers: form, body }), fakeDependencies());

  test.each([
    ['long', 'x'.repeat(16_385)],
    ['of a great many parameters', Array.from({ length: 4000 }, (_, i) => `a${i}=`).join('&')],
    ['of one over and over', 'a=1&'.repeat(4000)],
  ])('%s', async (_, body) => {
    const reply = await withBody(body);
    expect([reply.status, bodyOf(reply.body)['error']]).toEqual([400, 'invalid_request']);
  });
});

describe('token', () => {
  test('gives the session for an ID token, as RFC 8693 says', async () => {
    const reply = await exchange(token(), fakeDependencies());
    expect(reply.status).toBe(200);
    const { access_token: session, ...rest } = bodyOf(reply.body);
    expect(rest).toEqual({
      issued_token_type: `${types}:access_token`,
      token_type: 'N_A',
      expires_in: 1800,
    });
    expect(parseToken(String(session))).toMatchObject({
      kid: 'signs',
      sub: vouched.sub,
      sid: vouched.sid,
      iat: now,
      groups: 'admins',
    });
  });

  test('is a bearer token where the edge takes such', async () => {
    const dependencies = fakeDependencies({ settings: { ...settings, bearer: true } });
    const reply = await exchange(token(), dependencies);
    expect(bodyOf(reply.body)).toMatchObject({ token_type: 'Bearer' });
  });

  test.each([
    ['a page of this origin', 'same-origin', true],
    ['a page of another one', 'cross-site', false],
    ['a sibling’s page', 'same-site', false],
    ['a program', undefined, false],
  ])('sets the cookie for %s: %s', async (_, site, expected) => {
    const request = token({}, { 'sec-fetch-site': site });
    const reply = await exchange(request, fakeDependencies());
    expect(cookiesSet(reply).has(sessionCookie)).toBe(expected);
    if (expected) {
      expect(cookiesSet(reply).get(sessionCookie)).toBe(bodyOf(reply.body)['access_token']);
    }
  });

  test('verifies the very token that came, as what it is said to be', async () => {
    const asked: unknown[] = [];
    const jwt = fakeJwt(
      {},
      {
        verifySubjectToken: (...of) => {
          asked.push(of);
          return Promise.resolve(vouched);
        },
      },
    );
    const own = { ...settings, exchangeAccessTokens: true };
    const dependencies = fakeDependencies({ settings: own, jwt: () => Promise.resolve(jwt) });
    await exchange(token(), dependencies);
    await exchange(token({ subject_token_type: `${types}:access_token` }), dependencies);
    expect(asked).toEqual([
      [secrets.idToken, 'id'],
      [secrets.idToken, 'access'],
    ]);
  });
});

describe('token refuses', () => {
  test.each<[string, Record<string, string | undefined>, string]>([
    ['no grant_type', { grant_type: undefined }, 'unsupported_grant_type'],
    ['another grant', { grant_type: 'authorization_code' }, 'unsupported_grant_type'],
    ['no token', { subject_token: undefined }, 'invalid_request'],
    ['an empty token', { subject_token: '' }, 'invalid_request'],
    ['no type of token', { subject_token_type: undefined }, 'invalid_request'],
    ['an access token', { subject_token_type: `${types}:access_token` }, 'invalid_request'],
    ['a refresh token', { subject_token_type: `${types}:refresh_token` }, 'invalid_request'],
    ['to give another kind', { requested_token_type: `${types}:id_token` }, 'invalid_request'],
  ])('%s', async (_, changes, error) => {
    const reply = await exchange(token(changes), fakeDependencies());
    expect(reply.status).toBe(400);
    expect(bodyOf(reply.body)).toMatchObject({ error });
    expect(cookiesSet(reply).size).toBe(0);
  });

  test.each(['application/json', 'text/plain', undefined])('a body of type %s', async (type) => {
    const reply = await exchange(token({}, { 'content-type': type }), fakeDependencies());
    expect(reply.status).toBe(400);
    expect(bodyOf(reply.body)).toMatchObject({ error: 'invalid_request' });
  });

  test('a parameter that stands twice', async () => {
    const request = token();
    const body = `${request.body}&subject_token=x`;
    const reply = await exchange({ ...request, body }, fakeDependencies());
    expect(reply.status).toBe(400);
  });

  test('parameters in the query', async () => {
    const query = new URLSearchParams(grant);
    const reply = await exchange({ ...token(), body: '', query }, fakeDependencies());
    expect(reply.status).toBe(400);
  });

  test('a token that is not good', async () => {
    const verifySubjectToken = () =>
      Promise.reject(new ExchangeError('invalid_grant', 'the token is not good'));
    const jwt = fakeJwt({}, { verifySubjectToken });
    const reply = await exchange(token(), fakeDependencies({ jwt: () => Promise.resolve(jwt) }));
    expect(reply.status).toBe(400);
    expect(bodyOf(reply.body)).toMatchObject({ error: 'invalid_grant' });
    expect(reply.body).not.toContain(secrets.idToken);
  });

  test('a token that would be no session any more', async () => {
    const old = await exchange(token(), withClaims({ iat: now - settings.maxAge }));
    expect(bodyOf(old.body)).toMatchObject({ error: 'invalid_grant' });
    const young = await exchange(token(), withClaims({ iat: now - settings.maxAge + 1 }));
    expect(bodyOf(young.body)).toMatchObject({ expires_in: 1 });
  });

  const until = now + 1000;
  test.each<[string, Partial<VouchedClaims>, Partial<Dependencies>]>([
    [
      'everyone was signed out since',
      { authTime: now - 101 },
      { ring: () => Promise.resolve({ ...ring, signInsFrom: now - 100 }) },
    ],
    ['the sign-in was revoked', {}, entry({ until, before: 0, sids: ['sign-in-of-ada-1'] })],
    [
      'the person was revoked since',
      { iat: now - 60 },
      entry({ until, before: now - 60, sids: [] }),
    ],
    [
      'the person had signed in before, and refreshed since',
      { authTime: now - 60 },
      entry({ until, before: now - 60, sids: [] }),
    ],
  ])('where %s', async (_, claims, overrides) => {
    const reply = await exchange(token(), withClaims(claims, overrides));
    expect(bodyOf(reply.body)).toMatchObject({ error: 'invalid_grant' });
    expect(cookiesSet(reply).size).toBe(0);
  });

  test('nobody, but says to come back, where it cannot tell', async () => {
    const entryOf = () => Promise.reject(unavailable('the key store', '500'));
    const down = await exchange(token(), fakeDependencies({ revocations: { entryOf } }));
    expect(down).toMatchObject({ status: 503, headers: { 'retry-after': '10' } });
    const request = { ...token(), verdict: 'unavailable' as const };
    expect((await exchange(request, fakeDependencies())).status).toBe(503);
  });
});

function entry(revocation: Parameters<typeof formatRevocation>[0]): Partial<Dependencies> {
  return { revocations: { entryOf: () => Promise.resolve(formatRevocation(revocation)) } };
}
