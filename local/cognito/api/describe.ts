import { scopesOf, externalProvidersOf, refreshTokenTtlOf } from '../clients.ts';
import type { ClientConfig } from '../options.ts';
import type { Pool } from '../pool.ts';
import { attributesOf, type User } from '../users.ts';
import { checkPool, userType } from './admin.ts';
import { ApiError } from './errors.ts';
import { clientOf, optional, type Input, type Operation } from './input.ts';

const pageSize = 60;

/** Filters by one attribute, `name = "value"` or `name ^= "prefix"`. */
export const ListUsers: Operation = (input, pool) => {
  checkPool(pool, input);
  const matching = pool.users.all().filter(filterOf(optional(input, 'Filter')));
  const start = Number(optional(input, 'PaginationToken') ?? 0);
  const limit = typeof input['Limit'] === 'number' ? input['Limit'] : pageSize;
  if (!Number.isInteger(start) || limit < 0 || limit > pageSize) {
    throw new ApiError('InvalidParameterException', 'Invalid Limit or PaginationToken');
  }
  const end = start + limit;
  return {
    Users: matching.slice(start, end).map(userType),
    ...(end < matching.length && { PaginationToken: String(end) }),
  };
};

function filterOf(filter: string | undefined): (user: User) => boolean {
  if (filter === undefined) return () => true;
  const match = /^\s*"?([\w:]+)"?\s*(\^?=)\s*"(.*)"\s*$/.exec(filter);
  if (!match) throw new ApiError('InvalidParameterException', 'Invalid search filter');
  const [, name = '', operator = '', quoted = ''] = match;
  const wanted = quoted.replaceAll('\\"', '"');
  return (user) => {
    const known: Record<string, string> = { ...attributesOf(user), username: user.username };
    const value = known[name];
    return operator === '=' ? value === wanted : (value?.startsWith(wanted) ?? false);
  };
}

export const DescribeUserPool: Operation = (input, pool: Pool) => {
  checkPool(pool, input);
  const { userPoolId, region } = pool.settings;
  return {
    UserPool: {
      Id: userPoolId,
      Name: userPoolId,
      Arn: `arn:aws:cognito-idp:${region}:000000000000:userpool/${userPoolId}`,
      Domain: new URL(pool.domain).host,
      Policies: { PasswordPolicy: { MinimumLength: 8 } },
      AliasAttributes: ['email'],
      EstimatedNumberOfUsers: pool.users.all().length,
    },
  };
};

/** The login pages have the look that Cognito provides. */
export const DescribeManagedLoginBrandingByClient: Operation = (input, pool) => {
  checkPool(pool, input);
  clientOf(pool, input);
  return {
    ManagedLoginBranding: {
      UserPoolId: pool.settings.userPoolId,
      UseCognitoProvidedValues: true,
    },
  };
};

export const DescribeUserPoolClient: Operation = (input: Input, pool) => {
  checkPool(pool, input);
  return { UserPoolClient: clientType(pool, clientOf(pool, input)) };
};

function clientType(pool: Pool, client: ClientConfig): object {
  const { settings } = pool;
  const rotation = client.refreshTokenRotation;
  const oauth = client.oauth !== false;
  return {
    UserPoolId: settings.userPoolId,
    ClientName: client.clientId,
    ClientId: client.clientId,
    ClientSecret: client.clientSecret,
    CallbackURLs: client.callbackUrls,
    LogoutURLs: client.logoutUrls,
    SupportedIdentityProviders: ['COGNITO', ...externalProvidersOf(client)],
    AllowedOAuthFlowsUserPoolClient: oauth,
    AllowedOAuthFlows: oauth ? ['code'] : [],
    AllowedOAuthScopes: scopesOf(client),
    ExplicitAuthFlows: [
      'ALLOW_USER_PASSWORD_AUTH',
      ...(rotation ? [] : ['ALLOW_REFRESH_TOKEN_AUTH']),
    ],
    AccessTokenValidity: settings.accessTokenTtl,
    IdTokenValidity: settings.idTokenTtl,
    RefreshTokenValidity: refreshTokenTtlOf(client),
    TokenValidityUnits: { AccessToken: 'seconds', IdToken: 'seconds', RefreshToken: 'seconds' },
    ...(rotation && {
      RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: rotation.graceSeconds },
    }),
    EnableTokenRevocation: client.originJti ?? settings.originJti,
    PreventUserExistenceErrors: settings.preventUserExistenceErrors ? 'ENABLED' : 'LEGACY',
  };
}
