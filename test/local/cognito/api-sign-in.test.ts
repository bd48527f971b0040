import { beforeAll, describe, expect, test } from '@jest/globals';
import * as idp from '@aws-sdk/client-cognito-identity-provider';
import { secretHash } from '../../../local/cognito/clients.ts';
import { ClientId, passwordAuth, refused } from './api-support.ts';
import { start, userPoolId, verified, web, type Stack } from './support.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await start();
});

const UserPoolId = userPoolId;

describe('sign-in by password', () => {
  test('gives tokens for the user-pool API', async () => {
    const { AuthenticationResult: result } = await stack.sdk.send(passwordAuth('alice'));
    expect(result).toMatchObject({ ExpiresIn: 3600, TokenType: 'Bearer' });
    const access = await verified(stack, 'access', result?.AccessToken, ClientId);
    expect(access.scope).toBe('aws.cognito.signin.user.admin');
    const id = await verified(stack, 'id', result?.IdToken, ClientId);
    expect(id.auth_time).toBe(stack.clock.now / 1000);
    expect(id.origin_jti).toBe(access.origin_jti);
  });

  test.each([
    ['a wrong password', 'alice', 'wrong'],
    ['an unknown user', 'nobody', 'wrong'],
  ])('refuses %s with the same words', async (_, name, password) => {
    await expect(stack.sdk.send(passwordAuth(name, password))).rejects.toEqual(
      refused('NotAuthorizedException', 'Incorrect username or password.'),
    );
  });

  test('refuses unknown clients and flows', async () => {
    await expect(
      stack.sdk.send(passwordAuth('alice', 'x', { ClientId: 'nobody' })),
    ).rejects.toEqual(refused('ResourceNotFoundException'));
    await expect(
      stack.sdk.send(passwordAuth('alice', 'x', { AuthFlow: 'CUSTOM_AUTH' })),
    ).rejects.toEqual(refused('InvalidParameterException'));
  });

  test('wants the hash of a client with a secret', async () => {
    const auth = (SECRET_HASH?: string) =>
      stack.sdk.send(
        new idp.InitiateAuthCommand({
          ClientId: web.clientId,
          AuthFlow: 'USER_PASSWORD_AUTH',
          AuthParameters: {
            USERNAME: 'alice',
            PASSWORD: 'correct horse',
            ...(SECRET_HASH !== undefined && { SECRET_HASH }),
          },
        }),
      );
    await expect(auth()).rejects.toEqual(refused('NotAuthorizedException'));
    await expect(auth('wrong')).rejects.toEqual(refused('NotAuthorizedException'));
    const hash = secretHash(web.clientSecret, 'alice', web.clientId);
    const { AuthenticationResult } = await auth(hash);
    const again = await stack.sdk.send(
      new idp.InitiateAuthCommand({
        ClientId: web.clientId,
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        AuthParameters: {
          REFRESH_TOKEN: AuthenticationResult?.RefreshToken ?? '',
          SECRET_HASH: hash,
        },
      }),
    );
    expect(again.AuthenticationResult?.IdToken).toBeDefined();
  });

  test('asks for a new password in place of a temporary one', async () => {
    await stack.sdk.send(
      new idp.AdminCreateUserCommand({
        UserPoolId,
        Username: 'frank',
        TemporaryPassword: 'for one day',
        UserAttributes: [{ Name: 'email', Value: 'frank@example.com' }],
      }),
    );
    expect(stack.cognito.outbox.at(-1)).toEqual({
      to: 'frank@example.com',
      code: 'for one day',
      kind: 'invitation',
    });
    const challenge = await stack.sdk.send(passwordAuth('frank', 'for one day'));
    expect(challenge.ChallengeName).toBe('NEW_PASSWORD_REQUIRED');
    expect(challenge.AuthenticationResult).toBeUndefined();
    const respond = (NEW_PASSWORD: string, USERNAME = 'frank') =>
      stack.sdk.send(
        new idp.RespondToAuthChallengeCommand({
          ClientId,
          ChallengeName: 'NEW_PASSWORD_REQUIRED',
          Session: challenge.Session,
          ChallengeResponses: { USERNAME, NEW_PASSWORD },
        }),
      );
    await expect(respond('short')).rejects.toEqual(refused('InvalidPasswordException'));
    await expect(respond('for good now', 'alice')).rejects.toEqual(
      refused('NotAuthorizedException'),
    );
    const { AuthenticationResult } = await respond('for good now');
    expect(AuthenticationResult?.IdToken).toBeDefined();
    await expect(respond('once more now')).rejects.toEqual(refused('NotAuthorizedException'));
    await stack.sdk.send(passwordAuth('frank', 'for good now'));
  });
});

describe('refresh', () => {
  const byFlow = (own: Stack, REFRESH_TOKEN: string) =>
    own.sdk.send(
      new idp.InitiateAuthCommand({
        ClientId,
        AuthFlow: 'REFRESH_TOKEN_AUTH',
        AuthParameters: { REFRESH_TOKEN },
      }),
    );
  const byToken = (own: Stack, RefreshToken: string) =>
    own.sdk.send(new idp.GetTokensFromRefreshTokenCommand({ ClientId, RefreshToken }));
  const begin = async (own: Stack) =>
    (await own.sdk.send(passwordAuth('alice'))).AuthenticationResult?.RefreshToken ?? '';

  test('works both ways without rotation and gives no new refresh token', async () => {
    const token = await begin(stack);
    for (const way of [byFlow, byToken]) {
      const { AuthenticationResult } = await way(stack, token);
      expect(AuthenticationResult?.AccessToken).toBeDefined();
      expect(AuthenticationResult?.RefreshToken).toBeUndefined();
    }
    await expect(byFlow(stack, 'unknown')).rejects.toEqual(
      refused('NotAuthorizedException', 'Invalid Refresh Token'),
    );
  });

  test('under rotation has its own operation', async () => {
    const own = await start();
    own.cognito.setClient(ClientId, { refreshTokenRotation: { graceSeconds: 5 } });
    const first = await begin(own);
    await expect(byFlow(own, first)).rejects.toEqual(refused('InvalidParameterException'));
    const second = (await byToken(own, first)).AuthenticationResult?.RefreshToken ?? '';
    expect(second).not.toBe(first);
    own.clock.now += 4_000;
    await byToken(own, first);
    own.clock.now += 1_000;
    await expect(byToken(own, first)).rejects.toEqual(refused('RefreshTokenReuseException'));
    await byToken(own, second);
  });

  test('wants the secret of a client that has one', async () => {
    const command = new idp.GetTokensFromRefreshTokenCommand({
      ClientId: web.clientId,
      RefreshToken: 'any',
    });
    await expect(stack.sdk.send(command)).rejects.toEqual(refused('NotAuthorizedException'));
  });
});
