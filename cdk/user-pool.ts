import { Duration, Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnManagedLoginBranding,
  FeaturePlan,
  ManagedLoginVersion,
  Mfa,
  OAuthScope,
  PasskeyUserVerification,
  UserPool,
  UserPoolClient,
  UserPoolClientIdentityProvider,
  type AuthFlow,
  type CfnUserPool,
  type CfnUserPoolClient,
  type IUserPool,
  type IUserPoolIdentityProvider,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { checkProviderName } from './check-providers.ts';
import {
  areGroupsAttribute,
  hasLocalUsers,
  standardAttributes,
  type SignInOptions,
} from './sign-in-options.ts';

/** A user pool that is there already, with managed login at its domain. */
export interface ExistingUserPool {
  readonly userPool: IUserPool;
  /** Where its managed login is: `https://…`, without a path. */
  readonly domain: string;
  /** An app client that is there too, whose callback URLs can only be set where it is made. */
  readonly client?: { readonly clientId: string; readonly hasSecret: boolean };
}

export interface SignInProps extends SignInOptions {
  /** @default a user pool is made, with a domain and managed login */
  readonly existing?: ExistingUserPool;
  /** The sign-in of another deployment, whose user pool gets one more app client. @default none */
  readonly sharedWith?: SignIn;
  /** How long somebody stays signed in without typing. */
  readonly signInAge: Duration;
  readonly callbackUrls: string[];
  readonly logoutUrls: string[];
  /** The identity provider that people sign in with. @default the pool's own users and providers */
  readonly identityProvider?: string;
  /** The claim that holds a person's groups. @default 'cognito:groups' */
  readonly groupsClaim?: string;
  /** Whether people may sign up by themselves, in a pool that is made here. @default false */
  readonly selfSignUp?: boolean;
  /** Whether a pool that is made here goes when the stack goes. @default false */
  readonly removeData?: boolean;
}

/** Where people sign in: a user pool, its managed login and the app client. */
export class SignIn extends Construct {
  readonly userPool: IUserPool;
  /** Where managed login is: `https://…`, without a path. */
  readonly domain: string;
  readonly clientId: string;
  /** Whether the app client has a secret. */
  readonly hasClientSecret: boolean;
  /** Whether the user pool is Latchkey's, so that its ways are known. */
  readonly isOwnPool: boolean;

  constructor(scope: Construct, id: string, props: SignInProps) {
    super(scope, id);
    const { existing, sharedWith, branding } = props;
    const known = existing ?? sharedWith;
    this.isOwnPool = existing ? false : (sharedWith?.isOwnPool ?? true);
    this.userPool = known?.userPool ?? this.makePool(props);
    this.domain = known?.domain ?? this.makeDomain(props);
    this.clientId = existing?.client?.clientId ?? this.makeClient(props);
    this.hasClientSecret = existing?.client?.hasSecret ?? false;
    // Who leaves it out has the older hosted UI, or styles the client elsewhere.
    if (existing?.client || branding === null) return;
    // Managed login shows no page for a client without one.
    new CfnManagedLoginBranding(this, 'Branding', {
      userPoolId: this.userPool.userPoolId,
      clientId: this.clientId,
      ...(branding ?? { useCognitoProvidedValues: true }),
    });
  }

  private makePool(props: SignInProps): IUserPool {
    const { selfSignUp = false, removeData = false, mfa = Mfa.OPTIONAL, email } = props;
    const pool = new UserPool(this, 'UserPool', {
      selfSignUpEnabled: selfSignUp,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      mfa,
      ...(mfa !== Mfa.OFF && { mfaSecondFactor: { sms: false, otp: true } }),
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
      },
      ...firstFactors(props),
      ...(email && { email }),
      // The least that managed login comes with.
      featurePlan: FeaturePlan.ESSENTIALS,
      deletionProtection: !removeData,
      removalPolicy: removeData ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    });
    if (props.passkeys && mfa === Mfa.REQUIRED) countAsBoth(pool);
    acknowledge(pool, {
      ...(mfa !== Mfa.REQUIRED && {
        COG2: 'Everybody may turn on a second factor; whether all must is for the owner of the site to say: signIn.mfa.',
      }),
      COG8: 'The Plus plan costs for every user; whether a site needs threat protection is for its owner to say, with a pool of their own.',
    });
    return pool;
  }

  /** A prefix that is nobody else's: a part of the stack's id, and of this construct's address. */
  private makeDomain({ domainPrefix }: SignInProps): string {
    const stackId = Fn.select(2, Fn.split('/', Stack.of(this).stackId));
    const made = `latchkey-${Fn.select(0, Fn.split('-', stackId))}-${this.node.addr.slice(-6)}`;
    const domain = this.userPool.addDomain('Domain', {
      cognitoDomain: { domainPrefix: domainPrefix ?? made },
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });
    return domain.baseUrl();
  }

  /** A public client for the code flow with PKCE. */
  private makeClient(props: SignInProps): string {
    const { signInAge, callbackUrls, logoutUrls } = props;
    const made = props.identityProviders?.(this.userPool, this) ?? [];
    this.node.addValidation({ validate: () => checkProviderName(props, made) });
    const providers = providersOf(props, made);
    const client = new UserPoolClient(this, 'Client', {
      userPool: this.userPool,
      generateSecret: false,
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID],
        callbackUrls,
        logoutUrls,
      },
      authFlows: this.flowsOf(props),
      refreshTokenValidity: signInAge,
      // Two tabs that refresh at once are both served.
      refreshTokenRotationGracePeriod: Duration.seconds(60),
      enableTokenRevocation: true,
      preventUserExistenceErrors: true,
      supportedIdentityProviders: [
        ...providers.map((name) => UserPoolClientIdentityProvider.custom(name)),
        ...(hasLocalUsers(props) ? [UserPoolClientIdentityProvider.COGNITO] : []),
      ],
    });
    // A provider's attributes are written through the client, which has to be allowed to then.
    if (areGroupsAttribute(props) && providers.length === 0) {
      const writable = standardAttributes.filter((name) => name !== props.groupsClaim);
      (client.node.defaultChild as CfnUserPoolClient).writeAttributes = writable;
    }
    // A client that names a provider which is not there yet is refused.
    if (made.length > 0) client.node.addDependency(...made);
    return client.userPoolClientId;
  }

  /**
   * How programs may sign people in past managed login. Named, because Cognito's own choice has one
   * that rotation of refresh tokens refuses.
   *
   * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html
   */
  private flowsOf(props: SignInProps): AuthFlow {
    // Leaving the pool's own users out of the client's providers keeps them from managed login only.
    // And who signs in by a program may write attributes, their groups if those are one. Nobody uses
    // this flow without the account's own credentials.
    if (!hasLocalUsers(props) || areGroupsAttribute(props)) return { adminUserPassword: true };
    // Of an existing pool it is not known whether its plan has the choice-based one.
    return { userSrp: true, ...(this.isOwnPool && { user: true }) };
  }
}

/** What may take the place of a password. */
function firstFactors({ passkeys = false, emailCodes = false }: SignInProps) {
  if (!passkeys && !emailCodes) return {};
  return {
    signInPolicy: {
      allowedFirstAuthFactors: { password: true, passkey: passkeys, emailOtp: emailCodes },
    },
    // Whoever finds the device must not get in with it.
    ...(passkeys && { passkeyUserVerification: PasskeyUserVerification.REQUIRED }),
  };
}

/** Where a second factor is required, a passkey that asked for a finger or a PIN is both. */
function countAsBoth(pool: UserPool): void {
  const resource = pool.node.defaultChild as CfnUserPool;
  resource.webAuthnFactorConfiguration = 'MULTI_FACTOR_WITH_USER_VERIFICATION';
}

/** The names of the providers that people sign in with. */
function providersOf(
  { identityProvider }: SignInProps,
  made: readonly IUserPoolIdentityProvider[],
): string[] {
  const names = made.map(({ providerName }) => providerName);
  return names.length === 0 && identityProvider !== undefined ? [identityProvider] : names;
}
