import { randomUUID } from 'node:crypto';
import type { ClientConfig } from '../options.ts';
import type { Pool } from '../pool.ts';
import { attributesOf, checkPassword, type User } from '../users.ts';
import { ApiError, incorrectPassword, userNotFound } from './errors.ts';
import {
  checkSecretHash,
  clientOf,
  nested,
  optional,
  required,
  requiredPassword,
  type Input,
  type Operation,
} from './input.ts';
import { refresh, refreshable, signIn } from './tokens.ts';

const challengeTtl = 180;

interface Challenge {
  readonly sub: string;
  readonly clientId: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Open challenges of each pool, by session. */
const challenges = new WeakMap<Pool, Map<string, Challenge>>();

function challengesOf(pool: Pool): Map<string, Challenge> {
  const known = challenges.get(pool) ?? new Map<string, Challenge>();
  challenges.set(pool, known);
  return known;
}

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html */
export const InitiateAuth: Operation = (input, pool) => {
  const client = clientOf(pool, input);
  const parameters = nested(input, 'AuthParameters');
  const flow = required(input, 'AuthFlow');
  switch (flow) {
    case 'USER_PASSWORD_AUTH':
      return byPassword(pool, client, parameters);
    case 'REFRESH_TOKEN_AUTH':
    case 'REFRESH_TOKEN':
      if (client.refreshTokenRotation) throw flowNotEnabled(flow);
      return byRefreshToken(pool, client, parameters);
    default:
      throw flowNotEnabled(flow);
  }
};

function flowNotEnabled(flow: string): ApiError {
  return new ApiError('InvalidParameterException', `${flow} flow not enabled for this client`);
}

function byPassword(pool: Pool, client: ClientConfig, parameters: Input): object | Promise<object> {
  const username = required(parameters, 'USERNAME');
  checkSecretHash(client, [username], optional(parameters, 'SECRET_HASH'));
  const verdict = checkPassword(pool.users, username, required(parameters, 'PASSWORD'));
  if (!verdict.ok) throw refusal(pool, verdict.reason);
  const { user } = verdict;
  return user.status === 'CONFIRMED'
    ? signIn(pool, client, user)
    : newPasswordChallenge(pool, client, user);
}

function refusal(pool: Pool, reason: 'unknown' | 'wrong' | 'disabled' | 'unconfirmed'): ApiError {
  switch (reason) {
    case 'unknown':
      return pool.settings.preventUserExistenceErrors ? incorrectPassword() : userNotFound();
    case 'wrong':
      return incorrectPassword();
    case 'disabled':
      return new ApiError('NotAuthorizedException', 'User is disabled.');
    case 'unconfirmed':
      return new ApiError('UserNotConfirmedException', 'User is not confirmed.');
  }
}

async function byRefreshToken(
  pool: Pool,
  client: ClientConfig,
  parameters: Input,
): Promise<object> {
  const token = required(parameters, 'REFRESH_TOKEN');
  const { user } = refreshable(pool, client, token);
  checkSecretHash(client, [user.username, user.sub], optional(parameters, 'SECRET_HASH'));
  return refresh(pool, client, token);
}

/** With the client's secret as it is; the flow for clients with rotation, and open to the others. */
export const GetTokensFromRefreshToken: Operation = (input, pool) => {
  const client = clientOf(pool, input);
  if (client.clientSecret !== optional(input, 'ClientSecret')) {
    throw new ApiError(
      'NotAuthorizedException',
      `Unable to verify secret for client ${client.clientId}`,
    );
  }
  return refresh(pool, client, required(input, 'RefreshToken'));
};

function newPasswordChallenge(pool: Pool, client: ClientConfig, user: User): object {
  const session = `${randomUUID()}${randomUUID()}`;
  challengesOf(pool).set(session, {
    sub: user.sub,
    clientId: client.clientId,
    expiresAt: pool.settings.now() + challengeTtl * 1000,
  });
  const attributes = attributesOf(user);
  delete attributes['sub'];
  return {
    ChallengeName: 'NEW_PASSWORD_REQUIRED',
    Session: session,
    ChallengeParameters: {
      USER_ID_FOR_SRP: user.username,
      requiredAttributes: '[]',
      userAttributes: JSON.stringify(attributes),
    },
  };
}

/** NEW_PASSWORD_REQUIRED is the only challenge of this pool. */
export const RespondToAuthChallenge: Operation = (input, pool) => {
  const client = clientOf(pool, input);
  const name = required(input, 'ChallengeName');
  if (name !== 'NEW_PASSWORD_REQUIRED') {
    throw new ApiError('InvalidParameterException', `Unsupported challenge ${name}`);
  }
  const responses = nested(input, 'ChallengeResponses');
  const session = required(input, 'Session');
  const challenge = challengesOf(pool).get(session);
  const username = required(responses, 'USERNAME');
  const user = pool.users.get(username);
  const open = challenge?.clientId === client.clientId && pool.settings.now() < challenge.expiresAt;
  if (!open || !user?.enabled || challenge.sub !== user.sub) {
    throw new ApiError('NotAuthorizedException', 'Invalid session for the user.');
  }
  checkSecretHash(client, [username], optional(responses, 'SECRET_HASH'));
  const password = requiredPassword(responses, 'NEW_PASSWORD');
  challengesOf(pool).delete(session);
  return signIn(pool, client, pool.users.update(user.sub, { password, status: 'CONFIRMED' }));
};
