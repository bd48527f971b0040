import { beforeAll, describe, expect, test } from '@jest/globals';
import * as idp from '@aws-sdk/client-cognito-identity-provider';
import { secretHash } from '../../../local/cognito/clients.ts';
import type { CognitoEvent } from '../../../local/cognito/index.ts';
import { Browser, codeOf, signIn, tokensFor, exchange } from './browser.ts';
import {
  alice,
  errorOf,
  refresh,
  refreshed,
  start,
  userPoolId,
  verified,
  web,
  type Stack,
  type TokenSet,
} from './support.ts';

const refused = [400, { error: 'invalid_grant' }];

let stack: Stack;
const events: CognitoEvent[] = [];
beforeAll(async () => {
  stack = await start();
  stack.cognito.subscribe((event) => events.push(event));
});

async function apiTokens() {
  const { AuthenticationResult } = await stack.sdk.send(
    new idp.InitiateAuthCommand({
      ClientId: web.clientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: {
        USERNAME: 'alice',
        PASSWORD: alice.password,
        SECRET_HASH: secretHash(web.clientSecret, 'alice', web.clientId),
      },
    }),
  );
  return AuthenticationResult ?? {};
}

function apiRefresh(RefreshToken: string | undefined) {
  return stack.sdk.send(
    new idp.GetTokensFromRefreshTokenCommand({
      ClientId: web.clientId,
      ClientSecret: web.clientSecret,
      RefreshToken,
    }),
  );
}

function apiRevoke(Token: string | undefined) {
  const { clientId: ClientId, clientSecret: ClientSecret } = web;
  return stack.sdk.send(new idp.RevokeTokenCommand({ ClientId, ClientSecret, Token }));
}

describe('managed login and the user-pool API are one pool', () => {
  test('the same user has the same sub and different sign-ins', async () => {
    const oauth = await verified(stack, 'id', (await tokensFor(stack)).id_token);
    const api = await verified(stack, 'id', (await apiTokens()).IdToken);
    expect(api.sub).toBe(oauth.sub);
    expect(api.origin_jti).not.toBe(oauth.origin_jti);
    expect([oauth, api].map((claims) => 'at_hash' in claims)).toEqual([true, false]);
  });

  test('a refresh token of the API works at the token endpoint', async () => {
    const { RefreshToken, IdToken } = await apiTokens();
    const next = await refreshed(stack, RefreshToken);
    const before = await verified(stack, 'id', IdToken);
    expect(await verified(stack, 'id', next.id_token)).toMatchObject({
      origin_jti: before.origin_jti,
      auth_time: before.auth_time,
    });
    const access = await verified(stack, 'access', next.access_token);
    expect(access.scope).toBe('aws.cognito.signin.user.admin');
  });

  test('a refresh token of managed login works in the API', async () => {
    const { refresh_token } = await tokensFor(stack);
    const { AuthenticationResult } = await apiRefresh(refresh_token);
    const access = await verified(stack, 'access', AuthenticationResult?.AccessToken);
    expect(access.scope).toBe('openid email');
  });

  test('revoking on either side ends it on both', async () => {
    const [one, two] = [await tokensFor(stack), await apiTokens()];
    await apiRevoke(one.refresh_token);
    expect(await errorOf(await refresh(stack, one.refresh_token))).toEqual(refused);
    await fetch(`${stack.origin}/oauth2/revoke`, {
      method: 'POST',
      body: new URLSearchParams({
        token: two.RefreshToken ?? '',
        client_id: web.clientId,
        client_secret: web.clientSecret,
      }),
    });
    await expect(apiRefresh(two.RefreshToken)).rejects.toMatchObject({
      name: 'NotAuthorizedException',
      message: 'Refresh Token has been revoked',
    });
    const revocations = events.filter((event) => event.type === 'sign-in-revoked');
    expect(revocations).toHaveLength(2);
  });

  test('RevokeToken wants the secret and a refresh token', async () => {
    const { refresh_token, access_token } = await tokensFor(stack);
    const wrong = new idp.RevokeTokenCommand({ ClientId: web.clientId, Token: refresh_token });
    await expect(stack.sdk.send(wrong)).rejects.toMatchObject({ name: 'NotAuthorizedException' });
    await expect(apiRevoke(access_token)).rejects.toMatchObject({
      name: 'UnsupportedTokenTypeException',
    });
    expect((await refresh(stack, refresh_token)).status).toBe(200);
  });

  test('global sign-out by an administrator ends every sign-in of this user alone', async () => {
    const [one, two] = [await tokensFor(stack), await apiTokens()];
    const bobs = await tokensFor(stack, { username: 'bob', password: alice.password });
    const code = codeOf(await signIn(new Browser(stack)));
    await stack.sdk.send(
      new idp.AdminUserGlobalSignOutCommand({ UserPoolId: userPoolId, Username: 'alice' }),
    );
    expect(await errorOf(await refresh(stack, one.refresh_token))).toEqual(refused);
    await expect(apiRefresh(two.RefreshToken)).rejects.toMatchObject({
      name: 'NotAuthorizedException',
    });
    expect(await errorOf(await exchange(stack, code))).toEqual(refused);
    expect((await refresh(stack, bobs.refresh_token)).status).toBe(200);
    expect((await refresh(stack, (await tokensFor(stack)).refresh_token)).status).toBe(200);
  });

  test('a user that an administrator disables can refresh on neither side', async () => {
    const { refresh_token } = await tokensFor(stack, { username: 'bob', password: alice.password });
    const who = { UserPoolId: userPoolId, Username: 'bob' };
    await stack.sdk.send(new idp.AdminDisableUserCommand(who));
    expect(await errorOf(await refresh(stack, refresh_token))).toEqual(refused);
    await expect(apiRefresh(refresh_token)).rejects.toMatchObject({
      name: 'NotAuthorizedException',
    });
    await stack.sdk.send(new idp.AdminEnableUserCommand(who));
    expect((await refresh(stack, refresh_token)).status).toBe(200);
  });

  test('somebody signed up through the API signs in at the form', async () => {
    const who = { ClientId: 'spa', Username: 'gina@example.com' };
    await stack.sdk.send(new idp.SignUpCommand({ ...who, Password: 'gina has one' }));
    const early = await signIn(new Browser(stack), {
      username: who.Username,
      password: 'gina has one',
    });
    expect(early.body).toContain('User is not confirmed.');
    const ConfirmationCode = stack.cognito.outbox.at(-1)?.code;
    await stack.sdk.send(new idp.ConfirmSignUpCommand({ ...who, ConfirmationCode }));
    const tokens = await tokensFor(stack, { username: who.Username, password: 'gina has one' });
    expect((await verified(stack, 'id', tokens.id_token))['email']).toBe(who.Username);
  });
});

describe('userInfo', () => {
  const userInfo = (token: string) =>
    fetch(`${stack.origin}/oauth2/userInfo`, { headers: { authorization: `Bearer ${token}` } });

  test('tells the attributes for a token with openid', async () => {
    const { access_token } = await tokensFor(stack);
    const response = await userInfo(access_token);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      sub: stack.cognito.users.get('alice')?.sub,
      username: 'alice',
      email: 'alice@example.com',
      email_verified: 'true',
      'custom:department': 'Sales',
    });
  });

  test('is 401 for an API token, an ID token, nonsense, and after revocation', async () => {
    const tokens: TokenSet = await tokensFor(stack);
    await apiRevoke(tokens.refresh_token);
    const { AccessToken = '' } = await apiTokens();
    for (const token of [AccessToken, tokens.id_token, 'nonsense', tokens.access_token]) {
      const response = await userInfo(token);
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toMatch(/^Bearer error="invalid_token"/);
    }
  });
});
