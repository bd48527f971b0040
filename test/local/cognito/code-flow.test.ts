import { beforeAll, describe, expect, test } from '@jest/globals';
import * as oauth from 'oauth4webapi';
import { Browser, codeOf, exchange, signIn, verifier } from './browser.ts';
import {
  alice,
  basic,
  callback,
  spa,
  start,
  tokenRequest,
  verified,
  web,
  type Stack,
  type TokenSet,
} from './support.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await start();
});

const insecure = { [oauth.allowInsecureRequests]: true };

async function exchangeLikeAClient(client: oauth.Client, auth: oauth.ClientAuth) {
  const page = await signIn(new Browser(stack), alice, { client_id: client.client_id });
  // Throws on an `iss`, on a wrong state and on an error.
  const parameters = oauth.validateAuthResponse(stack.server, client, page.url, 'the-state');
  const response = await oauth.authorizationCodeGrantRequest(
    stack.server,
    client,
    auth,
    parameters,
    callback,
    verifier,
    insecure,
  );
  return (await response.json()) as TokenSet;
}

describe('the code flow', () => {
  test.each([
    ['client_secret_basic', web.clientId, oauth.ClientSecretBasic(web.clientSecret)],
    ['client_secret_post', web.clientId, oauth.ClientSecretPost(web.clientSecret)],
    ['a public client', spa.clientId, oauth.None()],
  ])('ends in verified tokens: %s', async (_, clientId, auth) => {
    const tokens = await exchangeLikeAClient({ client_id: clientId }, auth);
    expect(tokens).toMatchObject({ token_type: 'Bearer', expires_in: 3600 });
    expect(Object.keys(tokens).sort()).toEqual(
      ['access_token', 'expires_in', 'id_token', 'refresh_token', 'token_type'].sort(),
    );
    const id = await verified(stack, 'id', tokens.id_token, clientId);
    const access = await verified(stack, 'access', tokens.access_token, clientId);
    expect(id.sub).toBe(stack.cognito.users.get('alice')?.sub);
    expect(access.sub).toBe(id.sub);
  });

  test('puts into the tokens what Cognito does', async () => {
    const tokens = await exchangeLikeAClient(
      { client_id: web.clientId },
      oauth.ClientSecretBasic(web.clientSecret),
    );
    const at = stack.clock.now / 1000;
    const id = await verified(stack, 'id', tokens.id_token);
    const access = await verified(stack, 'access', tokens.access_token);
    const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
    const shared = {
      sub: expect.stringMatching(uuid),
      iss: 'https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Example',
      'cognito:groups': ['admins', 'staff'],
      origin_jti: expect.stringMatching(uuid),
      event_id: expect.stringMatching(uuid),
      jti: expect.stringMatching(uuid),
      auth_time: at,
      iat: at,
      exp: at + 3600,
    };
    expect(id).toEqual({
      ...shared,
      aud: web.clientId,
      token_use: 'id',
      at_hash: expect.any(String),
      nonce: 'the-nonce',
      'cognito:username': 'alice',
      email: 'alice@example.com',
      email_verified: true,
      'custom:department': 'Sales',
    });
    expect(access).toEqual({
      ...shared,
      client_id: web.clientId,
      token_use: 'access',
      scope: 'openid email',
      username: 'alice',
      version: 2,
    });
    expect(access.origin_jti).toBe(id.origin_jti);
    expect(access.jti).not.toBe(id.jti);
    expect(
      JSON.parse(Buffer.from(tokens.id_token.split('.')[0] ?? '', 'base64url').toString()),
    ).toEqual({ alg: 'RS256', kid: stack.cognito.jwks.keys[0]?.['kid'] });
  });

  test('says nothing of groups for a user without any', async () => {
    const page = await signIn(new Browser(stack), { username: 'bob', password: alice.password });
    const tokens = (await (await exchange(stack, codeOf(page))).json()) as TokenSet;
    const id = await verified(stack, 'id', tokens.id_token);
    const access = await verified(stack, 'access', tokens.access_token);
    expect([id, access].map((claims) => 'cognito:groups' in claims)).toEqual([false, false]);
  });

  test('has no ID token without openid', async () => {
    const page = await signIn(new Browser(stack), alice, { scope: 'email', nonce: undefined });
    const tokens = (await (await exchange(stack, codeOf(page))).json()) as TokenSet;
    expect('id_token' in tokens).toBe(false);
    expect((await verified(stack, 'access', tokens.access_token)).scope).toBe('email');
  });

  test('works without PKCE, which Cognito does not insist on', async () => {
    const page = await signIn(new Browser(stack), alice, {
      code_challenge: undefined,
      code_challenge_method: undefined,
    });
    const response = await tokenRequest(
      stack,
      { grant_type: 'authorization_code', code: codeOf(page), redirect_uri: callback },
      basic(web),
    );
    expect(response.status).toBe(200);
  });
});
