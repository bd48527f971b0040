import { beforeAll, describe, expect, test } from '@jest/globals';
import * as idp from '@aws-sdk/client-cognito-identity-provider';
import { call, passwordAuth, refused } from './api-support.ts';
import { callback, home, start, userPoolId, web, type Stack } from './support.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await start();
});

const UserPoolId = userPoolId;

describe('administration', () => {
  const Username = 'alice';

  test('groups', async () => {
    const add = new idp.AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName: 'editors' });
    const drop = new idp.AdminRemoveUserFromGroupCommand({
      UserPoolId,
      Username,
      GroupName: 'admins',
    });
    await stack.sdk.send(add);
    await stack.sdk.send(drop);
    const list = new idp.AdminListGroupsForUserCommand({ UserPoolId, Username });
    const { Groups } = await stack.sdk.send(list);
    expect(Groups?.map((group) => group.GroupName)).toEqual(['staff', 'editors']);
  });

  test('disable, enable, describe, set a password', async () => {
    const get = () => stack.sdk.send(new idp.AdminGetUserCommand({ UserPoolId, Username }));
    await stack.sdk.send(new idp.AdminDisableUserCommand({ UserPoolId, Username }));
    expect((await get()).Enabled).toBe(false);
    await expect(stack.sdk.send(passwordAuth(Username))).rejects.toEqual(
      refused('NotAuthorizedException', 'User is disabled.'),
    );
    await stack.sdk.send(new idp.AdminEnableUserCommand({ UserPoolId, Username }));
    const user = await get();
    expect(user).toMatchObject({ Enabled: true, UserStatus: 'CONFIRMED', Username: 'alice' });
    expect(user.UserCreateDate).toEqual(new Date(Date.UTC(2024, 0, 1)));
    const Password = 'set by an admin';
    await stack.sdk.send(
      new idp.AdminSetUserPasswordCommand({ UserPoolId, Username, Password, Permanent: true }),
    );
    await stack.sdk.send(passwordAuth(Username, Password));
  });

  test('ListUsers by email, username and sub', async () => {
    const sub = stack.cognito.users.get('alice')?.sub ?? '';
    const list = async (Filter?: string, more = {}) =>
      stack.sdk.send(
        new idp.ListUsersCommand({ UserPoolId, ...(Filter !== undefined && { Filter }), ...more }),
      );
    for (const filter of ['email = "alice@example.com"', 'username="alice"', `sub = "${sub}"`]) {
      const { Users } = await list(filter);
      expect(Users?.map((user) => user.Username)).toEqual(['alice']);
    }
    expect((await list('email = "nobody@example.com"')).Users).toEqual([]);
    await expect(list('nonsense')).rejects.toEqual(refused('InvalidParameterException'));
    const first = await list(undefined, { Limit: 1 });
    const rest = await list(undefined, { PaginationToken: first.PaginationToken });
    expect(first.Users?.length).toBe(1);
    expect(rest.Users?.[0]?.Username).toBe('bob');
  });

  test('DescribeUserPool and DescribeUserPoolClient', async () => {
    const pool = await stack.sdk.send(new idp.DescribeUserPoolCommand({ UserPoolId }));
    expect(pool.UserPool?.Id).toBe(UserPoolId);
    const describeClient = new idp.DescribeUserPoolClientCommand({
      UserPoolId,
      ClientId: web.clientId,
    });
    const { UserPoolClient } = await stack.sdk.send(describeClient);
    expect(UserPoolClient).toMatchObject({
      ClientSecret: web.clientSecret,
      CallbackURLs: [callback],
      LogoutURLs: [home],
      RefreshTokenValidity: 86400,
      SupportedIdentityProviders: ['COGNITO', 'Corp'],
    });
  });

  test('refuses unknown users, other pools and calls without credentials', async () => {
    const get = (input: idp.AdminGetUserCommandInput) =>
      stack.sdk.send(new idp.AdminGetUserCommand(input));
    await expect(get({ UserPoolId, Username: 'nobody' })).rejects.toEqual(
      refused('UserNotFoundException', 'User does not exist.'),
    );
    await expect(get({ UserPoolId: 'eu-central-1_Other', Username })).rejects.toEqual(
      refused('ResourceNotFoundException'),
    );
    const response = await call(stack, 'AdminGetUser', { UserPoolId, Username });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ __type: 'MissingAuthenticationTokenException' });
  });
});
