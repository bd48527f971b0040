/** What a stand-in for a user pool and its managed login is made of. Lifetimes are in seconds. */

/** One app client. */
export interface ClientConfig {
  readonly clientId: string;
  /** A client without a secret is public. */
  readonly clientSecret?: string;
  readonly callbackUrls: readonly string[];
  readonly logoutUrls: readonly string[];
  /** Turns rotation on; the old token stays good for `graceSeconds` (0 to 60). */
  readonly refreshTokenRotation?: { readonly graceSeconds: number } | undefined;
  /** External providers, offered next to the pool's own form. */
  readonly identityProviders?: readonly string[];
  /** Life of a refresh token; default 30 days, as Cognito's. */
  readonly refreshTokenTtl?: number;
  /** What the client may ask for; default openid, email, phone, profile and the user-pool API. */
  readonly scopes?: readonly string[];
  /** Whether the client may use the OAuth endpoints; default true. */
  readonly oauth?: boolean;
  /** Overrides the pool's `originJti` for this client (Cognito: EnableTokenRevocation). */
  readonly originJti?: boolean;
}

/** A user to begin with. The user is confirmed and the e-mail address verified. */
export interface UserSeed {
  readonly username: string;
  readonly email: string;
  readonly password: string;
  readonly groups: readonly string[];
  /** Further attributes by their Cognito names: `name`, `custom:department`, … */
  readonly attributes?: Readonly<Record<string, string>>;
}

/** A message that Cognito would send. `code` is a confirmation code or a temporary password. */
export interface Delivery {
  readonly to: string;
  readonly code: string;
  readonly kind: 'sign-up' | 'forgot-password' | 'invitation';
}

export interface CognitoOptions {
  readonly region: string;
  readonly userPoolId: string;
  /** Origin of managed login as browsers see it, for instance `http://127.0.0.1:3000`. */
  readonly domain: string;
  readonly clients: readonly ClientConfig[];
  readonly users: readonly UserSeed[];
  /** Default 3600. */
  readonly idTokenTtl?: number;
  /** Default 3600. */
  readonly accessTokenTtl?: number;
  /** Default 300. */
  readonly codeTtl?: number;
  /** How long the browser's managed-login session lasts from its sign-in; default 3600. */
  readonly hostedSessionTtl?: number;
  /** `kept` (the default): a refreshed token tells when the user signed in; `refresh`: now. */
  readonly authTimeOnRefresh?: 'kept' | 'refresh';
  /** Whether tokens carry `origin_jti`; default true. */
  readonly originJti?: boolean;
  /** Default true: sign-in and recovery do not tell whether a user exists. */
  readonly preventUserExistenceErrors?: boolean;
  /** Called for every message; all of them are in the outbox as well. */
  readonly deliver?: (delivery: Delivery) => void;
  /** Told of what is answered with 500; default `console.error`. */
  readonly onError?: (error: unknown) => void;
  /** Milliseconds since 1970; default the machine's clock. */
  readonly now?: () => number;
}

export type Settings = Required<Omit<CognitoOptions, 'clients' | 'users' | 'domain'>>;

const nobody = (): void => undefined;

/** The options with every default filled in. */
export function settingsOf(options: CognitoOptions): Settings {
  return {
    region: options.region,
    userPoolId: options.userPoolId,
    idTokenTtl: options.idTokenTtl ?? 3600,
    accessTokenTtl: options.accessTokenTtl ?? 3600,
    codeTtl: options.codeTtl ?? 300,
    hostedSessionTtl: options.hostedSessionTtl ?? 3600,
    authTimeOnRefresh: options.authTimeOnRefresh ?? 'kept',
    originJti: options.originJti ?? true,
    preventUserExistenceErrors: options.preventUserExistenceErrors ?? true,
    deliver: options.deliver ?? nobody,
    onError: options.onError ?? console.error,
    now: options.now ?? Date.now,
  };
}
