import { describe, expect, test } from '@jest/globals';
import { readDeployment, readSettings } from '../../token-exchange/settings.ts';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import type { LatchkeyProps } from '../../cdk/latchkey.ts';
import { scenarios } from './scenarios.ts';
import { emptyStack, protectedStack, resourcesOf, templateOf, type CfnTemplate } from './stacks.ts';

function only(template: CfnTemplate, type: string): Record<string, unknown> {
  const found = resourcesOf(template, type);
  expect(found).toHaveLength(1);
  return found[0]![1];
}

/** What a value is after the deploy, when each reference is replaced by something of its shape. */
function deployed(value: unknown): string {
  const text = JSON.stringify(value, (_key, inner: unknown) => {
    const {
      'Fn::Join': join,
      'Fn::GetAtt': attribute,
      Ref,
    } = (inner ?? {}) as Record<string, unknown>;
    if (Array.isArray(join)) return (join[1] as unknown[]).map(deployed).join('');
    if (Array.isArray(attribute)) {
      return attribute[1] === 'DomainName' ? 'd1.cloudfront.net' : samples.arn;
    }
    if (typeof Ref !== 'string') return inner;
    return Object.entries(samples).find(([name]) => Ref.includes(name))?.[1] ?? `ref-${Ref}`;
  });
  return JSON.parse(text) as string;
}

const samples: Readonly<Record<string, string>> = {
  arn: 'arn:aws:cloudfront::123456789012:key-value-store/11111111-2222-3333-4444-555555555555',
  Queue: 'https://sqs.eu-west-1.amazonaws.com/123456789012/sign-outs',
  Domain: 'latchkey-12345678',
  UserPool: 'eu-west-1_AbCdEfGhI',
  Client: 'abcdefghijklmnopqrstuvwxyz',
};

function settingsIn(template: CfnTemplate) {
  const [environment] = resourcesOf(template, 'AWS::Lambda::Function')
    .map(([, properties]) => properties['Environment'] as { Variables?: Record<string, unknown> })
    .filter((found) => found?.Variables?.['LATCHKEY_SETTINGS'] !== undefined);
  return readSettings(deployed(environment?.Variables?.['LATCHKEY_SETTINGS']));
}

const parameterIn = (template: CfnTemplate) => only(template, 'AWS::SSM::Parameter');

describe('a deployment that makes everything', () => {
  const template = templateOf(protectedStack().stack);

  test('has a public client for the code flow that rotates refresh tokens', () => {
    const client = only(template, 'AWS::Cognito::UserPoolClient');
    expect(client).toMatchObject({
      GenerateSecret: false,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: ['openid'],
      ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_USER_AUTH'],
      RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 60 },
      RefreshTokenValidity: 10_080,
      TokenValidityUnits: { RefreshToken: 'minutes' },
      EnableTokenRevocation: true,
      PreventUserExistenceErrors: 'ENABLED',
    });
    expect((client['CallbackURLs'] as unknown[]).map(deployed)).toEqual([
      'https://d1.cloudfront.net/_auth/callback',
    ]);
    expect((client['LogoutURLs'] as unknown[]).map(deployed)).toEqual([
      'https://d1.cloudfront.net/_auth/logout',
    ]);
  });

  test('has managed login', () => {
    expect(only(template, 'AWS::Cognito::UserPoolDomain')).toMatchObject({
      ManagedLoginVersion: 2,
    });
    expect(only(template, 'AWS::Cognito::ManagedLoginBranding')).toMatchObject({
      UseCognitoProvidedValues: true,
    });
  });

  test('gives the token exchange settings that it takes', () => {
    expect(settingsIn(template)).toMatchObject({
      audience: 'test',
      groups: ['admins'],
      signInAge: 604_800,
      deploymentParameter: '/latchkey/test/deployment',
      signOutQueue: samples['Queue'],
      keyValueStore: samples['arn'],
    });
  });

  test('and a deployment that it takes, under a name that refers to nothing', () => {
    const { Name, Value } = parameterIn(template);
    expect(Name).toBe('/latchkey/test/deployment');
    expect(readDeployment(deployed(Value))).toEqual({
      userPoolId: samples['UserPool'],
      clientId: samples['Client'],
      clientSecret: false,
      domain: 'https://latchkey-12345678.auth.eu-west-1.amazoncognito.com',
      hosts: ['d1.cloudfront.net'],
      exchangeClientIds: [],
    });
  });

  test('keeps the people when the stack goes, and lets go of the keys', () => {
    const policyOf = (type: string) =>
      Object.values(template.Resources)
        .filter(({ Type }) => Type === type)
        .map((resource) => (resource as { DeletionPolicy?: string }).DeletionPolicy);
    expect(policyOf('AWS::Cognito::UserPool')).toEqual(['Retain']);
    expect(policyOf('AWS::SecretsManager::Secret')).toEqual(['Delete']);
    expect(only(template, 'AWS::Cognito::UserPool')).toMatchObject({
      DeletionProtection: 'ACTIVE',
    });
  });
});

describe('what is there already', () => {
  const templateNamed = (name: string) => templateOf(scenarios[name]!().stack);

  test('a user pool gets a client, and keeps its domain', () => {
    const template = templateNamed('an existing user pool');
    expect(only(template, 'AWS::Cognito::UserPoolClient')).toMatchObject({
      UserPoolId: 'eu-west-1_AbCdEfGhI',
      ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH'],
    });
    for (const type of ['UserPool', 'UserPoolDomain']) {
      expect(resourcesOf(template, `AWS::Cognito::${type}`)).toEqual([]);
    }
  });

  describe('the client made in a user pool has pages to sign in at', () => {
    const brandingsWith = (signIn?: LatchkeyProps['signIn']) => {
      const stack = emptyStack();
      const userPool = UserPool.fromUserPoolId(stack, 'Pool', 'eu-west-1_AbCdEfGhI');
      const props = { userPool: { userPool, domain: 'https://login.example.com' } };
      const template = templateOf(
        protectedStack({ ...props, ...(signIn && { signIn }) }, stack).stack,
      );
      return resourcesOf(template, 'AWS::Cognito::ManagedLoginBranding').map(([, found]) => found);
    };

    test("Cognito's own, for this client alone", () => {
      expect(brandingsWith()).toEqual([
        {
          UserPoolId: 'eu-west-1_AbCdEfGhI',
          ClientId: { Ref: expect.stringContaining('Client') },
          UseCognitoProvidedValues: true,
        },
      ]);
    });

    test('or those that are given', () => {
      const settings = { categories: {} };
      expect(brandingsWith({ branding: { settings } })).toMatchObject([{ Settings: settings }]);
      expect(brandingsWith({ branding: { settings } })[0]).not.toHaveProperty(
        'UseCognitoProvidedValues',
      );
    });

    test('and none for the classic hosted UI', () => {
      expect(brandingsWith({ branding: null })).toEqual([]);
    });
  });

  test('a client with a secret is used, and its secret asked for by the Lambda', () => {
    const template = templateNamed('an existing user pool and app client');
    for (const type of ['UserPoolClient', 'ManagedLoginBranding']) {
      expect(resourcesOf(template, `AWS::Cognito::${type}`)).toEqual([]);
    }
    expect(readDeployment(deployed(parameterIn(template)['Value']))).toMatchObject({
      userPoolId: 'eu-west-1_AbCdEfGhI',
      clientId: 'abcdefghijklmnopqrstuvwxyz',
      clientSecret: true,
      domain: 'https://login.example.com',
    });
  });

  test('domain names are the only hosts', () => {
    const template = templateNamed('a custom domain');
    expect(readDeployment(deployed(parameterIn(template)['Value'])).hosts).toEqual([
      'www.example.com',
      'example.com',
    ]);
    expect(only(template, 'AWS::Cognito::UserPoolClient')).toMatchObject({
      CallbackURLs: [
        'https://www.example.com/_auth/callback',
        'https://example.com/_auth/callback',
      ],
    });
  });
});

describe('whether somebody beside Cognito remembers who signed in', () => {
  const isSaidWith = (props: Partial<LatchkeyProps>, stack = emptyStack()) =>
    settingsIn(templateOf(protectedStack(props, stack).stack)).remembersElsewhere;

  test('is known of a user pool and an app client that are made here', () => {
    expect(isSaidWith({})).toBe(false);
    expect(isSaidWith({ signIn: { passkeys: true } })).toBe(false);
  });

  test('is so with identity providers', () => {
    expect(isSaidWith({ identityProvider: 'Corporate' })).toBe(true);
    expect(isSaidWith({ signIn: { identityProviders: () => [] } })).toBe(true);
  });

  test('is taken to be so where others make the user pool or an app client', () => {
    const stack = emptyStack();
    const userPool = UserPool.fromUserPoolId(stack, 'Pool', 'eu-west-1_AbCdEfGhI');
    const existing = { userPool, domain: 'https://login.example.com' };
    expect(isSaidWith({ userPool: existing }, stack)).toBe(true);
    expect(isSaidWith({ exchangeClientIds: ['1234567890abcdefghijklmnop'] })).toBe(true);
  });
});

test('every choice reaches the token exchange', () => {
  const template = templateOf(scenarios['everything on']!().stack);
  expect(settingsIn(template)).toMatchObject({
    authPath: '/sign/in',
    sessionTtl: 600,
    maxAge: 43_200,
    signInAge: 2_592_000,
    groupsClaim: 'custom:groups',
    identityProvider: 'Corporate',
    bearer: true,
    exchangeAccessTokens: true,
    theme: { accent: '#205493', productName: 'Handbook' },
  });
  expect(readDeployment(deployed(parameterIn(template)['Value']))).toMatchObject({
    exchangeClientIds: ['1234567890abcdefghijklmnop'],
  });
  expect(only(template, 'AWS::Cognito::UserPoolClient')).toMatchObject({
    SupportedIdentityProviders: ['Corporate'],
    CallbackURLs: ['https://www.example.com/sign/in/callback'],
  });
});
