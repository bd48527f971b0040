import { beforeAll, describe, expect, test } from '@jest/globals';
import * as idp from '@aws-sdk/client-cognito-identity-provider';
import { ClientId, passwordAuth, refused } from './api-support.ts';
import { start, verified, type Stack } from './support.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await start();
});

function lastCode(): string {
  return stack.cognito.outbox.at(-1)?.code ?? '';
}

describe('sign-up', () => {
  const Username = 'carol';
  const signUp = (changes = {}) =>
    stack.sdk.send(
      new idp.SignUpCommand({
        ClientId,
        Username,
        Password: 'carol has one',
        UserAttributes: [
          { Name: 'email', Value: 'carol@example.com' },
          { Name: 'custom:department', Value: 'Legal' },
        ],
        ...changes,
      }),
    );
  const confirm = (ConfirmationCode: string) =>
    stack.sdk.send(new idp.ConfirmSignUpCommand({ ClientId, Username, ConfirmationCode }));

  test('refuses short passwords and taken names', async () => {
    await expect(signUp({ Password: 'short' })).rejects.toEqual(
      refused('InvalidPasswordException'),
    );
    await expect(signUp({ Username: 'Alice' })).rejects.toEqual(
      refused('UsernameExistsException', 'User already exists'),
    );
    const UserAttributes = [{ Name: 'email', Value: 'alice@example.com' }];
    await expect(signUp({ UserAttributes })).rejects.toEqual(
      refused('UsernameExistsException', 'An account with the given email already exists.'),
    );
  });

  test('is confirmed by the code that was sent', async () => {
    const { UserSub, UserConfirmed, CodeDeliveryDetails } = await signUp();
    expect(UserConfirmed).toBe(false);
    expect(CodeDeliveryDetails?.Destination).toBe('c***@e***');
    await expect(stack.sdk.send(passwordAuth(Username, 'carol has one'))).rejects.toEqual(
      refused('UserNotConfirmedException', 'User is not confirmed.'),
    );
    const stale = lastCode();
    await stack.sdk.send(new idp.ResendConfirmationCodeCommand({ ClientId, Username }));
    const message = stack.cognito.outbox.at(-1);
    expect(message).toMatchObject({ to: 'carol@example.com', kind: 'sign-up' });
    if (stale !== lastCode()) {
      await expect(confirm(stale)).rejects.toEqual(refused('CodeMismatchException'));
    }
    await confirm(lastCode());
    await expect(confirm(lastCode())).rejects.toEqual(refused('NotAuthorizedException'));
    const { AuthenticationResult } = await stack.sdk.send(passwordAuth(Username, 'carol has one'));
    const id = await verified(stack, 'id', AuthenticationResult?.IdToken, ClientId);
    expect(id).toMatchObject({ sub: UserSub, email_verified: true, 'custom:department': 'Legal' });
  });
});

describe('a forgotten password', () => {
  const Username = 'bob';
  const confirm = (ConfirmationCode: string, Password = 'bob has a new one') =>
    stack.sdk.send(
      new idp.ConfirmForgotPasswordCommand({ ClientId, Username, ConfirmationCode, Password }),
    );

  test('is replaced with the code that was sent, once', async () => {
    await stack.sdk.send(new idp.ForgotPasswordCommand({ ClientId, Username }));
    const code = lastCode();
    const wrong = code === '000000' ? '000001' : '000000';
    await expect(confirm(wrong)).rejects.toEqual(refused('CodeMismatchException'));
    await expect(confirm(code, 'short')).rejects.toEqual(refused('InvalidPasswordException'));
    await confirm(code);
    await expect(confirm(code)).rejects.toEqual(refused('ExpiredCodeException'));
    await stack.sdk.send(passwordAuth(Username, 'bob has a new one'));
  });

  test('codes end after an hour', async () => {
    await stack.sdk.send(new idp.ForgotPasswordCommand({ ClientId, Username }));
    stack.clock.now += 3_600_000;
    await expect(confirm(lastCode())).rejects.toEqual(refused('ExpiredCodeException'));
  });

  test('does not tell who exists, unless the pool is set to', async () => {
    const forgot = new idp.ForgotPasswordCommand({ ClientId, Username: 'nobody@nowhere.example' });
    const { CodeDeliveryDetails } = await stack.sdk.send(forgot);
    expect(CodeDeliveryDetails?.Destination).toBe('n***@n***');
    const own = await start({ preventUserExistenceErrors: false });
    await expect(own.sdk.send(forgot)).rejects.toEqual(refused('UserNotFoundException'));
    await expect(own.sdk.send(passwordAuth('nobody'))).rejects.toEqual(
      refused('UserNotFoundException', 'User does not exist.'),
    );
  });
});
