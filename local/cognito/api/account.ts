import { errors } from 'jose';
import { apiScope } from '../clients.ts';
import type { Pool } from '../pool.ts';
import { attributesOf, type User } from '../users.ts';
import { ApiError, incorrectPassword } from './errors.ts';
import {
  attributeList,
  clientOf,
  optional,
  required,
  requiredPassword,
  type Operation,
} from './input.ts';

const refused = (message: string) => new ApiError('NotAuthorizedException', message);

/** The user whose access token the input carries. */
async function bearer(pool: Pool, token: string): Promise<User> {
  const claims = await pool.tokens.readAccessToken(token).catch((error: unknown) => {
    const expired = error instanceof errors.JWTExpired;
    throw refused(expired ? 'Access Token has expired' : 'Invalid Access Token');
  });
  if (pool.signIns.isRevoked(String(claims['origin_jti']))) {
    throw refused('Access Token has been revoked');
  }
  const user = pool.users.bySub(claims.sub ?? '');
  if (!user) throw new ApiError('UserNotFoundException', 'User does not exist.');
  if (!user.enabled) throw refused('User is disabled.');
  if (!String(claims['scope']).split(' ').includes(apiScope)) {
    throw refused('Access Token does not have required scopes');
  }
  return user;
}

/** Ends all refresh tokens of a user; browser sessions with managed login stay. */
export function signOutEverywhere(pool: Pool, user: User): object {
  pool.signIns.revokeUser(user.sub);
  pool.events.emit({ type: 'signed-out-everywhere', username: user.username });
  return {};
}

export const GetUser: Operation = async (input, pool) => {
  const user = await bearer(pool, required(input, 'AccessToken'));
  return { Username: user.username, UserAttributes: attributeList(attributesOf(user)) };
};

export const GlobalSignOut: Operation = async (input, pool) =>
  signOutEverywhere(pool, await bearer(pool, required(input, 'AccessToken')));

export const ChangePassword: Operation = async (input, pool) => {
  const user = await bearer(pool, required(input, 'AccessToken'));
  if (user.password !== required(input, 'PreviousPassword')) throw incorrectPassword();
  const password = requiredPassword(input, 'ProposedPassword');
  pool.users.update(user.sub, { password });
  return {};
};

/** Ends the sign-in of a refresh token. An unknown token is no error (RFC 7009, 2.2). */
export const RevokeToken: Operation = (input, pool) => {
  const client = clientOf(pool, input);
  const token = required(input, 'Token');
  if (client.clientSecret !== optional(input, 'ClientSecret')) {
    throw refused(`Unable to verify secret for client ${client.clientId}`);
  }
  if (token.split('.').length === 3) {
    throw new ApiError('UnsupportedTokenTypeException', 'Unsupported token type');
  }
  const signIn = pool.signIns.ownerOf(token);
  if (signIn?.clientId === client.clientId && pool.signIns.revoke(signIn.originJti)) {
    pool.events.emit({ type: 'sign-in-revoked', originJti: signIn.originJti });
  }
  return {};
};
