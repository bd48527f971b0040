/** The user pool of a template, or one that is there already, and its app clients. */
import { randomBytes } from 'node:crypto';
import { localAccount } from '../../local/aws/clients.ts';
import type { ClientConfig } from '../../local/cognito/index.ts';
import { TemplateError, type Fields } from './fields.ts';
import type { DeployedStack } from './stack.ts';

/** A pool that the template refers to. */
export interface ExistingPool {
  readonly userPoolId: string;
  /** Where its managed login is, as the template has it. */
  readonly domain: string;
  readonly clients: readonly ClientConfig[];
}

export interface PoolDescription {
  readonly userPoolId: string;
  readonly arn: string;
  readonly clients: readonly ClientConfig[];
}

const seconds: Readonly<Record<string, number>> = {
  seconds: 1,
  minutes: 60,
  hours: 3600,
  days: 86_400,
};

/** @throws {TemplateError} when there are several pools: one is all that runs here */
export function poolOf(stack: DeployedStack, existing: ExistingPool | undefined): PoolDescription {
  const made = stack.all('AWS::Cognito::UserPool', (fields, id) => {
    // Who may sign up and how, and what messages say: managed login's business.
    fields.idle(
      'AccountRecoverySetting',
      'AdminCreateUserConfig',
      'AutoVerifiedAttributes',
      'DeletionProtection',
      'EmailVerificationMessage',
      'EmailVerificationSubject',
      'EnabledMfas',
      'MfaConfiguration',
      'Policies',
      'SmsVerificationMessage',
      'UserPoolTier',
      'UsernameAttributes',
      'UsernameConfiguration',
      'VerificationMessageTemplate',
    );
    return { userPoolId: stack.name(id), arn: stack.name(id, 'Arn') };
  });
  const pools = [
    ...made,
    ...(existing ? [{ userPoolId: existing.userPoolId, arn: arnOf(made, existing) }] : []),
  ];
  const [pool, ...others] = pools;
  if (!pool || others.length > 0) {
    throw new TemplateError('the template', `has ${pools.length} user pools, and one runs here`);
  }
  stack.all('AWS::Cognito::UserPoolDomain', (fields) => {
    fields.only('UserPoolId', pool.userPoolId);
    // The newer pages are the only ones that Latchkey asks for.
    fields.only('ManagedLoginVersion', 2);
    fields.text('Domain');
  });
  const clients = stack.all('AWS::Cognito::UserPoolClient', (fields, id) => {
    fields.only('UserPoolId', pool.userPoolId);
    return clientOf(fields, stack.name(id));
  });
  return { ...pool, clients: [...clients, ...(existing?.clients ?? [])] };
}

function arnOf(made: readonly unknown[], { userPoolId }: ExistingPool): string {
  if (made.length > 0) throw new TemplateError('the template', 'makes a pool, and there is one');
  return `arn:aws:cognito-idp:${localAccount.region}:${localAccount.accountId}:userpool/${userPoolId}`;
}

function clientOf(fields: Fields, clientId: string): ClientConfig {
  fields.only('AllowedOAuthFlows', ['code']);
  fields.only('AllowedOAuthFlowsUserPoolClient', true);
  fields.only('PreventUserExistenceErrors', 'ENABLED');
  // Which calls of the user-pool API the client may make is not looked at here.
  fields.idle('ExplicitAuthFlows');
  const unit = fields.object('TokenValidityUnits', (units) => units.text('RefreshToken'));
  const graceSeconds = fields.object('RefreshTokenRotation', (rotation) => {
    rotation.only('Feature', 'ENABLED');
    return rotation.number('RetryGracePeriodSeconds');
  });
  return {
    clientId,
    callbackUrls: fields.texts('CallbackURLs'),
    logoutUrls: fields.texts('LogoutURLs'),
    scopes: fields.texts('AllowedOAuthScopes'),
    identityProviders: fields.texts('SupportedIdentityProviders'),
    refreshTokenTtl: fields.number('RefreshTokenValidity') * (seconds[unit] ?? NaN),
    refreshTokenRotation: { graceSeconds },
    originJti: fields.flag('EnableTokenRevocation'),
    ...(fields.flag('GenerateSecret') && { clientSecret: randomBytes(32).toString('hex') }),
  };
}
