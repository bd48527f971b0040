import { Duration, Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AccountRecovery,
  CfnManagedLoginBranding,
  FeaturePlan,
  ManagedLoginVersion,
  Mfa,
  OAuthScope,
  UserPool,
  UserPoolClient,
  UserPoolClientIdentityProvider,
  type IUserPool,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

/** A user pool that is there already, with managed login at its domain. */
export interface ExistingUserPool {
  readonly userPool: IUserPool;
  /** Where its managed login is: `https://…`, without a path. */
  readonly domain: string;
  /** An app client that is there too, whose callback URLs can only be set where it is made. */
  readonly client?: { readonly clientId: string; readonly hasSecret: boolean };
}

export interface SignInProps {
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
    const { existing, sharedWith } = props;
    const known = existing ?? sharedWith;
    this.isOwnPool = existing ? false : (sharedWith?.isOwnPool ?? true);
    this.userPool = known?.userPool ?? this.makePool(props);
    this.domain = known?.domain ?? this.makeDomain();
    this.clientId = existing?.client?.clientId ?? this.makeClient(props);
    this.hasClientSecret = existing?.client?.hasSecret ?? false;
    if (!this.isOwnPool) return;
    // Managed login shows no page for a client without one.
    new CfnManagedLoginBranding(this, 'Branding', {
      userPoolId: this.userPool.userPoolId,
      clientId: this.clientId,
      useCognitoProvidedValues: true,
    });
  }

  private makePool({ selfSignUp = false, removeData = false }: SignInProps): IUserPool {
    const pool = new UserPool(this, 'UserPool', {
      selfSignUpEnabled: selfSignUp,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      mfa: Mfa.OPTIONAL,
      mfaSecondFactor: { sms: false, otp: true },
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
      },
      // The least that managed login comes with.
      featurePlan: FeaturePlan.ESSENTIALS,
      deletionProtection: !removeData,
      removalPolicy: removeData ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
    });
    acknowledge(pool, {
      COG2: 'Everybody may turn on a second factor; whether all must is for the owner of the site to say, with a pool of their own.',
      COG8: 'The Plus plan costs for every user; whether a site needs threat protection is for its owner to say, with a pool of their own.',
    });
    return pool;
  }

  /** A prefix that is nobody else's: a part of the stack's id, and of this construct's address. */
  private makeDomain(): string {
    const stackId = Fn.select(2, Fn.split('/', Stack.of(this).stackId));
    const domain = this.userPool.addDomain('Domain', {
      cognitoDomain: {
        domainPrefix: `latchkey-${Fn.select(0, Fn.split('-', stackId))}-${this.node.addr.slice(-6)}`,
      },
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });
    return domain.baseUrl();
  }

  /** A public client for the code flow with PKCE. */
  private makeClient(props: SignInProps): string {
    const { identityProvider, signInAge, callbackUrls, logoutUrls } = props;
    const client = new UserPoolClient(this, 'Client', {
      userPool: this.userPool,
      generateSecret: false,
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID],
        callbackUrls,
        logoutUrls,
      },
      // Named, because Cognito's own choice has one that rotation of refresh tokens refuses. Of an
      // existing pool it is not known whether its plan has the choice-based one.
      authFlows: { userSrp: true, ...(this.isOwnPool && { user: true }) },
      refreshTokenValidity: signInAge,
      // Two tabs that refresh at once are both served.
      refreshTokenRotationGracePeriod: Duration.seconds(60),
      enableTokenRevocation: true,
      preventUserExistenceErrors: true,
      ...(identityProvider !== undefined && {
        supportedIdentityProviders: [UserPoolClientIdentityProvider.custom(identityProvider)],
      }),
    });
    return client.userPoolClientId;
  }
}
