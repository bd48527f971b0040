import {
  Mfa,
  type CfnManagedLoginBrandingProps,
  type IUserPool,
  type IUserPoolIdentityProvider,
  type UserPoolEmail,
} from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';

/**
 * How people sign in. `branding`, `identityProviders` and `localUsers` are for an app client that
 * is made here, all others for a pool made here.
 */
export interface SignInOptions {
  /** Whether people may use a passkey instead of their password. @default false */
  readonly passkeys?: boolean;
  /** Whether people may use a code sent by e-mail instead of their password. @default false */
  readonly emailCodes?: boolean;
  /** The second factor, by an authenticator app. @default Mfa.OPTIONAL */
  readonly mfa?: Mfa;
  /**
   * Whom e-mail is from: `UserPoolEmail.withSES(…)`.
   *
   * @default Cognito itself, which sends some fifty a day
   */
  readonly email?: UserPoolEmail;
  /**
   * Managed login's address: `https://` prefix `.auth.` region `.amazoncognito.com`. The whole
   * region shares them.
   *
   * @default made of the stack's id
   */
  readonly domainPrefix?: string;
  /**
   * How managed login looks for our app client: `settings` and `assets` of its branding. Without a
   * branding managed login has no page for a client, in an existing pool neither; `null` leaves it
   * out, for a domain with the classic hosted UI, which needs none, and a pool whose plan (Lite) has
   * none.
   *
   * @default Cognito's own
   */
  readonly branding?: Pick<CfnManagedLoginBrandingProps, 'settings' | 'assets'> | null;
  /**
   * Makes social, SAML and OIDC providers with Cognito's own constructs:
   *
   * ```ts
   * identityProviders: (userPool, scope) => [
   *   new UserPoolIdentityProviderOidc(scope, 'Corporate', { userPool, … }),
   * ]
   * ```
   *
   * @default none
   */
  readonly identityProviders?: (
    userPool: IUserPool,
    scope: Construct,
  ) => readonly IUserPoolIdentityProvider[];
  /**
   * Whether the pool's own users may sign in beside those of providers.
   *
   * @default true, unless an `identityProvider` is named
   */
  readonly localUsers?: boolean;
}

const forOwnPoolOnly = [
  'passkeys',
  'emailCodes',
  'mfa',
  'email',
  'domainPrefix',
] as const satisfies readonly (keyof SignInOptions)[];

/** Whether the pool's own users may sign in. */
export function hasLocalUsers(options: {
  readonly localUsers?: boolean | undefined;
  readonly identityProvider?: string | undefined;
}): boolean {
  return options.localUsers ?? options.identityProvider === undefined;
}

/** Whether groups come from what may be an attribute of the user, as those that providers send are. */
export function areGroupsAttribute({
  groupsClaim,
}: {
  readonly groupsClaim?: string | undefined;
}): boolean {
  return groupsClaim !== undefined && groupsClaim !== 'cognito:groups';
}

/** What a client may write of a user unless it is said otherwise, custom attributes apart. */
export const standardAttributes: readonly string[] = [
  'address',
  'birthdate',
  'email',
  'family_name',
  'gender',
  'given_name',
  'locale',
  'middle_name',
  'name',
  'nickname',
  'phone_number',
  'picture',
  'preferred_username',
  'profile',
  'updated_at',
  'website',
  'zoneinfo',
];

export interface SignInContext {
  readonly hasUserPool: boolean;
  readonly hasClient: boolean;
  readonly identityProvider?: string | undefined;
  readonly groupsClaim?: string | undefined;
  readonly selfSignUp?: boolean | undefined;
}

/** What is wrong with the options. */
export function checkSignIn(options: SignInOptions, context: SignInContext): string[] {
  const { domainPrefix, localUsers, identityProviders } = options;
  const misplaced = context.hasUserPool ? forOwnPoolOnly.filter((name) => options[name]) : [];
  return [
    ...misplaced.map(
      (name) => `signIn.${name} is for a user pool that is made here, and there is one already`,
    ),
    ...(context.hasClient && (identityProviders !== undefined || localUsers !== undefined)
      ? ['signIn.identityProviders and localUsers are for an app client that is made here']
      : []),
    ...(context.hasClient && options.branding !== undefined
      ? ['signIn.branding is for an app client that is made here, and there is one already']
      : []),
    ...(options.branding === null && !context.hasUserPool
      ? ['signIn.branding is null, and managed login of the user pool made here has no page then']
      : []),
    ...(localUsers === false && !identityProviders && context.identityProvider === undefined
      ? ['signIn.localUsers is false, and there is no identity provider: nobody could sign in']
      : []),
    ...(areGroupsAttribute(context) &&
    context.selfSignUp === true &&
    hasLocalUsers({ ...context, ...options }) &&
    (identityProviders !== undefined || context.identityProvider !== undefined)
      ? [
          `groupsClaim (${context.groupsClaim}) is written by the providers, through a client by which whoever signs up could write it too: leave selfSignUp off, or set signIn.localUsers to false`,
        ]
      : []),
    ...(domainPrefix === undefined || isPrefix(domainPrefix)
      ? []
      : [
          `signIn.domainPrefix (${domainPrefix}) has to be up to 63 of a-z, 0-9 and -, without "aws", "amazon" or "cognito"`,
        ]),
    // https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html
    ...(options.mfa === Mfa.REQUIRED && options.emailCodes === true
      ? ['signIn.emailCodes and a required second factor exclude each other at Cognito']
      : []),
  ];
}

function isPrefix(text: string): boolean {
  return /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(text) && !/aws|amazon|cognito/.test(text);
}
