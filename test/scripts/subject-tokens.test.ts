/** Which tokens of Cognito's `POST token` takes (RFC 8693). */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startSystem, type LocalSystem } from '../../local/system.ts';
import { parseToken, decodeGroups } from '../../session/token.ts';
import { setImmediate as turn } from 'node:timers/promises';
import { endSignIn } from '../endings/operator.ts';
import {
  call,
  expectRefusal,
  grantOf,
  postForm,
  signInAtCognito,
  types,
  type Answer,
} from './client.ts';

let system: LocalSystem;
const listed = { clientId: 'listedclient', callbackUrls: [], logoutUrls: [] };
const unlisted = { clientId: 'unlistedclient', callbackUrls: [], logoutUrls: [] };

beforeAll(async () => {
  system = await startSystem({
    otherClients: [listed, unlisted],
    exchangeClientIds: [listed.clientId],
  });
});

afterAll(() => system?.close());

const exchange = (
  grant: Readonly<Record<string, string>> | string,
  headers?: Readonly<Record<string, string>>,
) => postForm(`${system.url}/_auth/token`, grant, headers);

const sessionOf = ({ json }: Answer) => String(json['access_token']);

async function freshSession(): Promise<string> {
  const { IdToken } = await signInAtCognito(system);
  return sessionOf(await exchange(grantOf(IdToken)));
}

describe('a subject token is not good', () => {
  const refused = async (subjectToken: string) => {
    expectRefusal(await exchange(grantOf(subjectToken)), 'invalid_grant');
  };

  test.each(['x', 'a.b.c', 'eyJhbGciOiJub25lIn0.e30.'])('when it is none: %s', (text) =>
    refused(text),
  );

  test('when anything in it was changed', async () => {
    const { IdToken } = await signInAtCognito(system);
    const [head = '', claims = '', signature = ''] = IdToken.split('.');
    const decoded = JSON.parse(Buffer.from(claims, 'base64url').toString()) as object;
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const raised = encode({ ...decoded, 'cognito:groups': ['admins', 'owners'] });
    await refused([head, raised, signature].join('.'));
    await refused(
      [head, claims, signature.replace(/^./, (c) => (c === 'A' ? 'B' : 'A'))].join('.'),
    );
    await refused([encode({ alg: 'none' }), claims, ''].join('.'));
    await refused([head, claims].join('.'));
  });

  test('when it is of a client that is not listed', async () => {
    await refused((await signInAtCognito(system, 'ada', unlisted.clientId)).IdToken);
    const { IdToken } = await signInAtCognito(system, 'ada', listed.clientId);
    expect((await exchange(grantOf(IdToken))).status).toBe(200);
  });

  test('when it is an access or a refresh token under another name', async () => {
    const { AccessToken, RefreshToken } = await signInAtCognito(system);
    await refused(AccessToken);
    await refused(RefreshToken);
  });

  test('when it is a session', async () => {
    await refused(await freshSession());
  });

  test('when it has expired', async () => {
    const { IdToken } = await signInAtCognito(system);
    system.advance(3600 + 61);
    await refused(IdToken);
    expect(parseToken(await freshSession())).not.toBeNull();
  });

  test('when Cognito vouched for it longer ago than maxAge', async () => {
    const own = await startSystem({ edge: { maxAge: 600, sessionTtl: 300 } });
    try {
      const { IdToken } = await signInAtCognito(own);
      const ask = () => postForm(`${own.url}/_auth/token`, grantOf(IdToken));
      own.advance(590);
      const late = await ask();
      expect(late.status).toBe(200);
      expect(Number(late.json['expires_in'])).toBeLessThanOrEqual(10);
      own.advance(20);
      expectRefusal(await ask(), 'invalid_grant');
    } finally {
      await own.close();
    }
  });

  test('when an operator has ended the sign-in meanwhile', async () => {
    const { IdToken } = await signInAtCognito(system, 'grace');
    const session = sessionOf(await exchange(grantOf(IdToken)));
    expect((await exchange(grantOf(IdToken))).status).toBe(200);
    const { sub, sid } = parseToken(session)!;
    endSignIn(system, { sub, sid });
    await refused(IdToken);
  });

  test('or at the edges, when its visitor has', async () => {
    const { IdToken } = await signInAtCognito(system, 'grace');
    const session = sessionOf(await exchange(grantOf(IdToken)));
    const headers = { cookie: `__Host-latchkey=${session}` };
    expect((await call(`${system.url}/_auth/logout`, { headers })).status).toBe(302);
    const { sub, sid } = parseToken(session)!;
    while (!system.account.store.get(`r:${sub}`)?.includes(sid)) await turn();
    const again = { cookie: `__Host-latchkey=${sessionOf(await exchange(grantOf(IdToken)))}` };
    expect((await call(`${system.url}/app/`, { headers: again })).status).toBe(401);
  });
});

describe('access tokens', () => {
  const withAccess = (token: string) => ({ ...grantOf(token), subject_token_type: types.access });

  test('are refused', async () => {
    const { AccessToken } = await signInAtCognito(system);
    expectRefusal(await exchange(withAccess(AccessToken)), 'invalid_request');
  });

  test('are taken where that is turned on, of listed clients, each under its own name', async () => {
    const own = await startSystem({
      settings: { exchangeAccessTokens: true },
      otherClients: [unlisted],
    });
    try {
      const url = `${own.url}/_auth/token`;
      const { AccessToken, IdToken } = await signInAtCognito(own);
      const answer = await postForm(url, withAccess(AccessToken));
      expect(answer.status).toBe(200);
      expect(decodeGroups(parseToken(sessionOf(answer))?.groups ?? '')).toEqual(['admins']);
      expect((await postForm(url, grantOf(IdToken))).status).toBe(200);
      expectRefusal(await postForm(url, grantOf(AccessToken)), 'invalid_grant');
      expectRefusal(await postForm(url, withAccess(IdToken)), 'invalid_grant');
      const foreign = await signInAtCognito(own, 'ada', unlisted.clientId);
      expectRefusal(await postForm(url, withAccess(foreign.AccessToken)), 'invalid_grant');
    } finally {
      await own.close();
    }
  });
});
