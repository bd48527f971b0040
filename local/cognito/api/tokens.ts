import { apiScope, refreshTokenTtlOf } from '../clients.ts';
import type { ClientConfig } from '../options.ts';
import type { Pool } from '../pool.ts';
import type { SignIn } from '../sign-ins.ts';
import type { User } from '../users.ts';
import { ApiError } from './errors.ts';

/** Signs a user in and answers as InitiateAuth does. */
export async function signIn(pool: Pool, client: ClientConfig, user: User): Promise<object> {
  const ttl = refreshTokenTtlOf(client);
  const begun = pool.signIns.begin({
    sub: user.sub,
    clientId: client.clientId,
    authTime: Math.floor(pool.settings.now() / 1000),
    scope: apiScope,
    pendingTtl: ttl,
  });
  const refreshToken = pool.signIns.issue(begun.originJti, ttl);
  pool.events.emit({
    type: 'signed-in',
    username: user.username,
    clientId: client.clientId,
    provider: 'COGNITO',
  });
  return authenticated(pool, client, user, begun, { refreshed: false, refreshToken });
}

/** The user and the sign-in that a refresh token stands for; throws when it is not good. */
export function refreshable(
  pool: Pool,
  client: ClientConfig,
  token: string,
): { user: User; signIn: SignIn } {
  const verdict = pool.signIns.check(token);
  if (!verdict.ok) throw refusal(verdict.reason);
  const { signIn: found } = verdict;
  const user = pool.users.bySub(found.sub);
  if (found.clientId !== client.clientId || !user) throw refusal('unknown');
  if (!user.enabled) throw new ApiError('NotAuthorizedException', 'User is disabled.');
  return { user, signIn: found };
}

const refusals = {
  unknown: 'Invalid Refresh Token',
  expired: 'Refresh Token has expired',
  revoked: 'Refresh Token has been revoked',
} as const;

function refusal(reason: keyof typeof refusals | 'superseded'): ApiError {
  if (reason !== 'superseded') return new ApiError('NotAuthorizedException', refusals[reason]);
  return new ApiError('RefreshTokenReuseException', 'Refresh token has been invalidated');
}

/** New tokens for an old refresh token, and under rotation a new one of these as well. */
export async function refresh(pool: Pool, client: ClientConfig, token: string): Promise<object> {
  const found = refreshable(pool, client, token);
  let refreshToken: string | undefined;
  if (client.refreshTokenRotation) {
    pool.signIns.supersede(token, client.refreshTokenRotation.graceSeconds);
    refreshToken = pool.signIns.issue(found.signIn.originJti, refreshTokenTtlOf(client));
  }
  const how = { refreshed: true, refreshToken };
  return authenticated(pool, client, found.user, found.signIn, how);
}

async function authenticated(
  pool: Pool,
  client: ClientConfig,
  user: User,
  signInOfTokens: SignIn,
  how: { readonly refreshed: boolean; readonly refreshToken: string | undefined },
): Promise<object> {
  const about = { user, client, signIn: signInOfTokens };
  const issued = await pool.tokens.issue(about, { refreshed: how.refreshed, atHash: false });
  pool.events.emit({
    type: 'tokens-issued',
    endpoint: 'api',
    refreshed: how.refreshed,
    username: user.username,
    clientId: client.clientId,
    originJti: signInOfTokens.originJti,
  });
  return {
    AuthenticationResult: {
      AccessToken: issued.accessToken,
      ExpiresIn: issued.expiresIn,
      IdToken: issued.idToken,
      RefreshToken: how.refreshToken,
      TokenType: 'Bearer',
    },
    ChallengeParameters: {},
  };
}
