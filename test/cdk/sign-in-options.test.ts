import { describe, expect, test } from '@jest/globals';
import { Fn } from 'aws-cdk-lib';
import {
  Mfa,
  UserPool,
  UserPoolIdentityProvider,
  UserPoolIdentityProviderOidc,
} from 'aws-cdk-lib/aws-cognito';
import type { LatchkeyProps } from '../../cdk/latchkey.ts';
import type { SignInOptions } from '../../cdk/sign-in-options.ts';
import { scenarios } from './scenarios.ts';
import { emptyStack, protectedStack, resourcesOf, templateOf, type CfnTemplate } from './stacks.ts';

const only = (template: CfnTemplate, type: string) =>
  resourcesOf(template, `AWS::Cognito::${type}`).map(([, properties]) => properties)[0]!;

const made = (signIn: SignInOptions, props: Partial<LatchkeyProps> = {}) =>
  templateOf(protectedStack({ signIn, ...props }).stack);

describe('a pool with every way to sign in', () => {
  const template = templateOf(scenarios['every way to sign in']!().stack);

  test('takes passkeys that ask for their owner, and codes by e-mail', () => {
    expect(only(template, 'UserPool')).toMatchObject({
      Policies: {
        SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP', 'WEB_AUTHN'] },
      },
      WebAuthnUserVerification: 'required',
      UserPoolTier: 'ESSENTIALS',
      EmailConfiguration: { EmailSendingAccount: 'DEVELOPER', From: 'sign-in@example.com' },
    });
    // Without the choice-based flow no factor but the password is ever offered.
    expect(only(template, 'UserPoolClient')).toMatchObject({
      ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_USER_AUTH'],
      RefreshTokenRotation: { Feature: 'ENABLED' },
      GenerateSecret: false,
    });
  });

  test('has a client that takes every provider, made after them', () => {
    const providers = resourcesOf(template, 'AWS::Cognito::UserPoolIdentityProvider');
    expect(providers.map(([, { ProviderType }]) => ProviderType)).toEqual(['Google', 'SAML']);
    const ids = providers.map(([id]) => id);
    const [clientId, client] = resourcesOf(template, 'AWS::Cognito::UserPoolClient')[0]!;
    expect(client['SupportedIdentityProviders']).toEqual([
      ...ids.map((Ref) => ({ Ref })),
      'COGNITO',
    ]);
    expect(template.Resources[clientId]?.DependsOn).toEqual(expect.arrayContaining(ids));
  });

  test('has its own address and look', () => {
    expect(only(template, 'UserPoolDomain')).toMatchObject({ Domain: 'example-docs' });
    const branding = only(template, 'ManagedLoginBranding');
    expect(branding).toMatchObject({
      Settings: { categories: { global: { colorSchemeMode: 'DYNAMIC' } } },
    });
    expect(branding).not.toHaveProperty('UseCognitoProvidedValues');
  });
});

test('a passkey counts as both factors where everybody needs two', () => {
  const pool = only(templateOf(scenarios['a second factor for everybody']!().stack), 'UserPool');
  expect(pool).toMatchObject({
    MfaConfiguration: 'ON',
    EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
    WebAuthnUserVerification: 'required',
    WebAuthnFactorConfiguration: 'MULTI_FACTOR_WITH_USER_VERIFICATION',
  });
});

test('a second factor may be turned off, and nothing else changes', () => {
  const pool = only(made({ mfa: Mfa.OFF }), 'UserPool');
  expect(pool).toMatchObject({ MfaConfiguration: 'OFF' });
  expect(pool).not.toHaveProperty('EnabledMfas');
});

describe('the providers of the client', () => {
  const supported = (signIn: SignInOptions, props: Partial<LatchkeyProps> = {}) =>
    only(made(signIn, props), 'UserPoolClient')['SupportedIdentityProviders'];
  const oidc: SignInOptions['identityProviders'] = (userPool, scope) => [
    new UserPoolIdentityProviderOidc(scope, 'Oidc', {
      userPool,
      name: 'Corporate',
      clientId: 'client',
      clientSecret: 'not-a-secret',
      issuerUrl: 'https://idp.example.com',
    }),
  ];
  const reference = [{ Ref: expect.stringContaining('SignInOidc') }];

  test('are the pool’s own users by default', () => {
    expect(supported({})).toEqual(['COGNITO']);
  });

  test('are the one that is named, alone unless local users are let in', () => {
    const identityProvider = 'Corporate';
    expect(supported({}, { identityProvider })).toEqual(['Corporate']);
    expect(supported({ localUsers: true }, { identityProvider })).toEqual(['Corporate', 'COGNITO']);
    expect(supported({ identityProviders: oidc }, { identityProvider })).toEqual(reference);
  });

  test('are those that are made, without local users where those are shut out', () => {
    expect(supported({ identityProviders: oidc })).toEqual([...reference, 'COGNITO']);
    expect(supported({ identityProviders: oidc, localUsers: false })).toEqual(reference);
  });

  test('have the one among them that people are sent to', () => {
    const sentTo = (identityProvider: string, localUsers = false) =>
      made({ identityProviders: oidc, localUsers }, { identityProvider });
    expect(() => sentTo('Foo')).toThrow(
      'identityProvider (Foo) is none of those that signIn.identityProviders makes: Corporate',
    );
    expect(() => sentTo('COGNITO')).toThrow('identityProvider (COGNITO) is none');
    expect(() => sentTo('COGNITO', true)).not.toThrow();
    const named: SignInOptions['identityProviders'] = (_pool, scope) => [
      UserPoolIdentityProvider.fromProviderName(scope, 'Named', Fn.importValue('provider')),
    ];
    expect(() => made({ identityProviders: named }, { identityProvider: 'Foo' })).not.toThrow();
  });

  test('have to be some, where nobody could sign in without', () => {
    expect(() => made({ identityProviders: () => [], localUsers: false })).toThrow(
      'signIn.identityProviders makes none, and localUsers is false: nobody could sign in',
    );
    expect(() => made({ identityProviders: () => [] })).not.toThrow();
  });

  test('can be made for a pool that is there already', () => {
    const stack = emptyStack();
    const userPool = UserPool.fromUserPoolId(stack, 'Pool', 'eu-west-1_AbCdEfGhI');
    protectedStack(
      {
        userPool: { userPool, domain: 'https://login.example.com' },
        signIn: { identityProviders: oidc },
      },
      stack,
    );
    const template = templateOf(stack);
    expect(only(template, 'UserPoolIdentityProvider')).toMatchObject({
      UserPoolId: 'eu-west-1_AbCdEfGhI',
    });
    expect(only(template, 'UserPoolClient')['SupportedIdentityProviders']).toEqual([
      ...reference,
      'COGNITO',
    ]);
  });
});

describe('sign-in options that cannot be', () => {
  test.each<[string, SignInOptions, RegExp]>([
    ['codes by e-mail and two factors', { mfa: Mfa.REQUIRED, emailCodes: true }, /exclude each/],
    ['nobody who could sign in', { localUsers: false }, /nobody could sign in/],
    ['a prefix with a reserved word', { domainPrefix: 'my-cognito' }, /signIn.domainPrefix/],
    ['managed login without a page', { branding: null }, /signIn.branding is null/],
    ['a prefix in capitals', { domainPrefix: 'Docs' }, /signIn.domainPrefix/],
  ])('%s', (_what, signIn, fault) => {
    expect(() => made(signIn)).toThrow(fault);
  });

  test('options of a pool, for one that is there already', () => {
    const stack = emptyStack();
    const userPool = UserPool.fromUserPoolId(stack, 'Pool', 'eu-west-1_AbCdEfGhI');
    const existing = {
      userPool,
      domain: 'https://login.example.com',
      client: { clientId: 'abc', hasSecret: false },
    };
    const signIn: SignInOptions = {
      ...{ passkeys: true, domainPrefix: 'docs', localUsers: true, branding: null },
    };
    expect(() => protectedStack({ userPool: existing, signIn }, stack)).toThrow(
      /signIn\.passkeys is for a user pool that is made here[^]*signIn\.domainPrefix is[^]*for an app client that is made here[^]*signIn\.branding is for an app client/,
    );
  });
});

describe('a client by which nobody gets past managed login', () => {
  const clientOf = (signIn: SignInOptions, props: Partial<LatchkeyProps> = {}) =>
    only(made(signIn, props), 'UserPoolClient');
  /** Needs the account's own credentials. */
  const noProgram = ['ALLOW_ADMIN_USER_PASSWORD_AUTH'];

  test('is that of a deployment without local users: Cognito lets those sign in by programs otherwise', () => {
    expect(clientOf({}, { identityProvider: 'Corporate' })).toMatchObject({
      ExplicitAuthFlows: noProgram,
      SupportedIdentityProviders: ['Corporate'],
    });
    expect(
      clientOf({ localUsers: true }, { identityProvider: 'Corporate' })['ExplicitAuthFlows'],
    ).toEqual(['ALLOW_USER_SRP_AUTH', 'ALLOW_USER_AUTH']);
  });

  test('is that of groups in an attribute, which programs could write', () => {
    const client = clientOf({}, { groupsClaim: 'custom:groups' });
    expect(client['ExplicitAuthFlows']).toEqual(noProgram);
    expect(client['WriteAttributes']).toContain('email');
    expect(client['WriteAttributes']).not.toContain('custom:groups');
    expect(clientOf({}, { groupsClaim: 'profile' })['WriteAttributes']).not.toContain('profile');
    expect(clientOf({}, { groupsClaim: 'cognito:groups' })).not.toHaveProperty('WriteAttributes');
  });

  test('lets a provider write them, which Cognito does through the client', () => {
    const props = { groupsClaim: 'custom:groups', identityProvider: 'Corporate' };
    for (const localUsers of [true, false]) {
      const client = clientOf({ localUsers }, props);
      expect(client['ExplicitAuthFlows']).toEqual(noProgram);
      expect(client).not.toHaveProperty('WriteAttributes');
    }
  });

  test('and whoever signs up could write them too', () => {
    const props = { groupsClaim: 'custom:groups', identityProvider: 'Corporate', selfSignUp: true };
    expect(() => clientOf({ localUsers: true }, props)).toThrow(
      'groupsClaim (custom:groups) is written by the providers, through a client by which whoever signs up could write it too',
    );
    expect(() => clientOf({}, props)).not.toThrow();
    expect(() => clientOf({}, { groupsClaim: 'custom:groups', selfSignUp: true })).not.toThrow();
  });
});
