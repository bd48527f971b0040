/** The user pool, as far as ending sessions goes. */
import {
  AdminGetUserCommand,
  AdminUserGlobalSignOutCommand,
  CognitoIdentityProviderServiceException,
  ListUsersCommand,
  type AttributeType,
  type CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { KeysError } from '../errors.ts';

export interface PoolUser {
  readonly username: string;
  readonly sub: string;
}

export interface Users {
  /**
   * @param name a user name, a sub or an e-mail address
   * @returns `null` when the pool has no such user
   * @throws {KeysError} when it has several
   */
  find(name: string): Promise<PoolUser | null>;
  /** Whether the pool has a user of that sub. */
  knows(sub: string): Promise<boolean>;
  /** Ends all of a user's refresh tokens. Somebody who is gone by then has none. */
  signOut(username: string): Promise<void>;
}

/** Those of a Cognito user pool. */
export function cognitoUsers(client: CognitoIdentityProviderClient, UserPoolId: string): Users {
  async function byName(Username: string): Promise<PoolUser | null> {
    const user = await unlessMissing(
      client.send(new AdminGetUserCommand({ UserPoolId, Username })),
    );
    return user && poolUser(user.Username, user.UserAttributes);
  }

  async function byAttribute(attribute: 'sub' | 'email', value: string): Promise<PoolUser[]> {
    const quoted = value.replace(/["\\]/g, '\\$&');
    const { Users: found = [] } = await client.send(
      new ListUsersCommand({ UserPoolId, Filter: `${attribute} = "${quoted}"` }),
    );
    return found
      .map(({ Username, Attributes }) => poolUser(Username, Attributes))
      .filter((user) => user !== null);
  }

  return {
    async find(name) {
      const named = await byName(name);
      if (named) return named;
      const found = (await byAttribute('sub', name))[0];
      if (found) return found;
      const sharing = await byAttribute('email', name);
      if (sharing.length > 1) {
        const names = sharing.map(({ username }) => username).join(', ');
        throw new KeysError('ambiguous-user', `several users have that address: ${names}`);
      }
      return sharing[0] ?? null;
    },

    async knows(sub) {
      return (await byAttribute('sub', sub)).length > 0;
    },

    async signOut(Username) {
      await unlessMissing(client.send(new AdminUserGlobalSignOutCommand({ UserPoolId, Username })));
    },
  };
}

function poolUser(
  username: string | undefined,
  attributes: readonly AttributeType[] | undefined,
): PoolUser | null {
  const sub = attributes?.find(({ Name }) => Name === 'sub')?.Value;
  return username !== undefined && sub !== undefined ? { username, sub } : null;
}

async function unlessMissing<Answer>(answer: Promise<Answer>): Promise<Answer | null> {
  try {
    return await answer;
  } catch (error) {
    const isMissing =
      error instanceof CognitoIdentityProviderServiceException &&
      error.name === 'UserNotFoundException';
    if (isMissing) return null;
    throw error;
  }
}
