import { beforeAll, describe, expect, test } from '@jest/globals';
import * as idp from '@aws-sdk/client-cognito-identity-provider';
import { call, ClientId, passwordAuth, refused } from './api-support.ts';
import { start, type Stack } from './support.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await start();
});

describe('the own account', () => {
  test('GetUser, ChangePassword, GlobalSignOut', async () => {
    const own = await start();
    const { AuthenticationResult } = await own.sdk.send(passwordAuth('alice'));
    const AccessToken = AuthenticationResult?.AccessToken ?? '';
    const user = await own.sdk.send(new idp.GetUserCommand({ AccessToken }));
    expect(user.Username).toBe('alice');
    expect(user.UserAttributes).toContainEqual({ Name: 'email', Value: 'alice@example.com' });
    const change = (PreviousPassword: string, ProposedPassword: string) =>
      own.sdk.send(
        new idp.ChangePasswordCommand({ AccessToken, PreviousPassword, ProposedPassword }),
      );
    await expect(change('wrong', 'another one')).rejects.toEqual(refused('NotAuthorizedException'));
    await expect(change('correct horse', 'short')).rejects.toEqual(
      refused('InvalidPasswordException'),
    );
    await change('correct horse', 'another one');
    await own.sdk.send(passwordAuth('alice', 'another one'));
    await own.sdk.send(new idp.GlobalSignOutCommand({ AccessToken }));
    await expect(own.sdk.send(new idp.GetUserCommand({ AccessToken }))).rejects.toEqual(
      refused('NotAuthorizedException', 'Access Token has been revoked'),
    );
  });

  test('refuses expired tokens, ID tokens and nonsense', async () => {
    const own = await start();
    const { AuthenticationResult: result } = await own.sdk.send(passwordAuth('alice'));
    const getUser = (AccessToken = '') => own.sdk.send(new idp.GetUserCommand({ AccessToken }));
    const invalid = refused('NotAuthorizedException', 'Invalid Access Token');
    await expect(getUser(result?.IdToken)).rejects.toEqual(invalid);
    await expect(getUser('nonsense')).rejects.toEqual(invalid);
    own.clock.now += 3_600_000;
    await expect(getUser(result?.AccessToken)).rejects.toEqual(
      refused('NotAuthorizedException', 'Access Token has expired'),
    );
  });
});

describe('a browser', () => {
  test('may ask before it calls', async () => {
    const response = await fetch(stack.origin, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://app.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,x-amz-target',
      },
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('access-control-allow-headers')).toBe('content-type,x-amz-target');
  });

  test('gets answers and errors that it may read', async () => {
    const response = await call(stack, 'InitiateAuth', {
      ClientId,
      AuthFlow: 'USER_PASSWORD_AUTH',
    });
    expect(response.status).toBe(400);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(await response.json()).toEqual({
      __type: 'InvalidParameterException',
      message: 'Missing required parameter USERNAME',
    });
  });

  test.each([
    ['Dance', {}, 'UnknownOperationException'],
    ['constructor', {}, 'UnknownOperationException'],
    ['InitiateAuth', '{', 'SerializationException'],
    ['InitiateAuth', '[1', 'SerializationException'],
    ['InitiateAuth', 'null', 'SerializationException'],
  ])('is told what is wrong with %s %j', async (operation, body, type) => {
    const response = await call(stack, operation, body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ __type: type });
  });
});
