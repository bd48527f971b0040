import type { Pool } from '../pool.ts';
import { attributesOf, type User } from '../users.ts';
import { signOutEverywhere } from './account.ts';
import { ApiError, userNotFound } from './errors.ts';
import {
  attributeList,
  attributesIn,
  optional,
  required,
  requiredPassword,
  type Input,
  type Operation,
} from './input.ts';

/** Every administrator's call names the pool; ours is the only one there is. */
export function checkPool(pool: Pool, input: Input): void {
  const id = required(input, 'UserPoolId');
  if (id === pool.settings.userPoolId) return;
  throw new ApiError('ResourceNotFoundException', `User pool ${id} does not exist.`);
}

function userOf(pool: Pool, input: Input): User {
  checkPool(pool, input);
  const user = pool.users.get(required(input, 'Username'));
  if (!user) throw userNotFound();
  return user;
}

function described(user: User): Record<string, unknown> {
  return {
    Username: user.username,
    UserCreateDate: user.createdAt / 1000,
    UserLastModifiedDate: user.modifiedAt / 1000,
    Enabled: user.enabled,
    UserStatus: user.status,
  };
}

/** What the API calls a UserType. */
export function userType(user: User): object {
  return { ...described(user), Attributes: attributeList(attributesOf(user)) };
}

export const AdminGetUser: Operation = (input, pool) => {
  const user = userOf(pool, input);
  return { ...described(user), UserAttributes: attributeList(attributesOf(user)) };
};

export const AdminUserGlobalSignOut: Operation = (input, pool) =>
  signOutEverywhere(pool, userOf(pool, input));

export const AdminDisableUser: Operation = (input, pool) => {
  pool.users.disable(userOf(pool, input).sub);
  return {};
};

export const AdminEnableUser: Operation = (input, pool) => {
  pool.users.enable(userOf(pool, input).sub);
  return {};
};

export const AdminAddUserToGroup: Operation = (input, pool) => {
  const user = userOf(pool, input);
  const group = required(input, 'GroupName');
  pool.users.setGroups(user.sub, [...new Set([...user.groups, group])]);
  return {};
};

export const AdminRemoveUserFromGroup: Operation = (input, pool) => {
  const user = userOf(pool, input);
  const group = required(input, 'GroupName');
  const others = user.groups.filter((name) => name !== group);
  pool.users.setGroups(user.sub, others);
  return {};
};

export const AdminListGroupsForUser: Operation = (input, pool) => ({
  Groups: userOf(pool, input).groups.map((GroupName) => ({
    GroupName,
    UserPoolId: pool.settings.userPoolId,
  })),
});

/** With a temporary password, which the first sign-in replaces. */
export const AdminCreateUser: Operation = (input, pool) => {
  checkPool(pool, input);
  const username = required(input, 'Username');
  const { email, email_verified: verified, ...attributes } = attributesIn(input);
  if (pool.users.get(username) || (email !== undefined && pool.users.get(email))) {
    throw new ApiError('UsernameExistsException', 'User account already exists');
  }
  const password =
    optional(input, 'TemporaryPassword') === undefined
      ? `${crypto.randomUUID()}A!`
      : requiredPassword(input, 'TemporaryPassword');
  const user = pool.users.create({
    username,
    email,
    emailVerified: verified === 'true',
    password,
    groups: [],
    attributes,
    status: 'FORCE_CHANGE_PASSWORD',
  });
  if (input['MessageAction'] !== 'SUPPRESS') pool.codes.message(user, password, 'invitation');
  return { User: userType(user) };
};

export const AdminSetUserPassword: Operation = (input, pool) => {
  const user = userOf(pool, input);
  const password = requiredPassword(input, 'Password');
  const status = input['Permanent'] === true ? 'CONFIRMED' : 'FORCE_CHANGE_PASSWORD';
  pool.users.update(user.sub, { password, status });
  return {};
};
