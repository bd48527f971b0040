import { Duration } from 'aws-cdk-lib';
import type { IManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { EdgeConfigInput } from '../functions/compile/compile.ts';
import { defaults } from '../session/lifetimes.ts';
import { defaultAuthPath } from '../session/names.ts';
import type { Theme } from '../token-exchange/pages/index.ts';
import type { LambdaOptions } from './lambda.ts';
import type { Latchkey } from './latchkey.ts';
import { deploymentParameterName } from './names.ts';
import type { ObservabilityOptions } from './observability.ts';
import type { SignInOptions } from './sign-in-options.ts';
import type { PlainSettings } from './token-exchange.ts';
import type { ExistingUserPool } from './user-pool.ts';
import { groupsNamedBy } from '../functions/compile/compile.ts';

type EdgeOptions = Omit<EdgeConfigInput, 'sessionTtl' | 'maxAge' | 'cookieMaxAge'>;

/**
 * `audience`, `rules`, `authPath`, `identityHeaders`, `bearer`, `strictPaths`, `indexDocument` and
 * `spaFallback` are those of the edge's configuration, under the same names.
 */
export interface LatchkeyProps extends EdgeOptions, LambdaOptions {
  /**
   * The user's own edge code: the path, from the working directory, of a TypeScript or JavaScript
   * module that exports an {@link AfterAuthorize}, as its default or under the name
   * `afterAuthorize`.
   *
   * @default none
   */
  readonly afterAuthorize?: string;
  /** The idle timeout; renewed at the edge while in use. @default Duration.minutes(30) */
  readonly sessionTtl?: Duration;
  /**
   * Until Cognito must vouch again, silently. It is also how late a changed group or a disabled
   * user is noticed.
   *
   * @default Duration.hours(1)
   */
  readonly maxAge?: Duration;
  /** How long somebody stays signed in without typing. @default Duration.days(7) */
  readonly signInAge?: Duration;
  /** How often the signing key changes, which ends no session. @default Duration.days(7) */
  readonly rotationInterval?: Duration;
  /**
   * The hosts that viewers know the deployment by.
   *
   * @default the domain names of the distributions that are added
   */
  readonly domainNames?: readonly string[];
  /**
   * Another deployment, whose store this one uses too, and the writer that tells its edges of
   * sign-outs. Rules, app client, keys and sessions are this one's own, so the audiences have to
   * differ: neither takes a session of the other. A sign-in that is ended by sign-out, or a user
   * whom the operator revokes, has ended for all that share a store; everyone-out and dropped keys
   * are for one audience.
   *
   * @default a store of its own
   */
  readonly shareWith?: Latchkey;
  /**
   * Where people sign in.
   *
   * @default the user pool of `shareWith`, else one is made, with managed login
   */
  readonly userPool?: ExistingUserPool;
  /** Whether people may sign up by themselves, in a pool that is made here. @default false */
  readonly selfSignUp?: boolean;
  /** How people sign in: passkeys, second factors, providers, how managed login looks. */
  readonly signIn?: SignInOptions;
  /** The claim that holds a person's groups. @default 'cognito:groups' */
  readonly groupsClaim?: string;
  /** The identity provider that people go to without a chooser. @default Cognito's chooser */
  readonly identityProvider?: string;
  /** How the pages of the token exchange and of the edge look. @default Latchkey's own */
  readonly theme?: Theme;
  /** App clients whose ID tokens may be exchanged for a session, besides our own. @default none */
  readonly exchangeClientIds?: readonly string[];
  /** Whether access tokens may be exchanged too, which name no audience. @default false */
  readonly exchangeAccessTokens?: boolean;
  /** Whether a sign-out ends the session at the edges, copies included. @default true */
  readonly tellEdgesOfSignOuts?: boolean;
  /**
   * Whether the writer of sign-outs reserves one concurrency. Turn it off in an account that is
   * too new to reserve any.
   *
   * @default true
   */
  readonly reserveSignOutWriter?: boolean;
  /**
   * A dashboard, and alarms that go to a topic. They cost some seven dollars a month.
   *
   * @default false
   */
  readonly observability?: boolean | ObservabilityOptions;
  /** For every role that is made. @default none */
  readonly permissionsBoundary?: IManagedPolicy;
  /** Encrypts the root ring and the queue of sign-outs. @default AWS's own keys */
  readonly encryptionKey?: IKey;
  /** Reserved for the token exchange. @default none */
  readonly reservedConcurrency?: number;
}

/** In seconds, whole or not. */
export function lifetimesOf(props: LatchkeyProps) {
  const seconds = (duration: Duration | undefined, fallback: number) =>
    duration?.toSeconds({ integral: false }) ?? fallback;
  return {
    sessionTtl: seconds(props.sessionTtl, defaults.sessionTtl),
    maxAge: seconds(props.maxAge, defaults.maxAge),
    signInAge: seconds(props.signInAge, defaults.signInAge),
  };
}

export function rotationIntervalOf({ rotationInterval }: LatchkeyProps): Duration {
  return rotationInterval ?? Duration.seconds(defaults.rotationInterval);
}

const edgeNames = [
  'audience',
  'rules',
  'authPath',
  'identityHeaders',
  'bearer',
  'strictPaths',
  'indexDocument',
  'spaFallback',
] as const satisfies readonly (keyof EdgeOptions)[];

/** The edge's configuration, as `latchkey edge --config` would read it. */
export function edgeConfigOf(props: LatchkeyProps): EdgeConfigInput {
  const { sessionTtl, maxAge, signInAge } = lifetimesOf(props);
  const given = edgeNames.flatMap((name) =>
    props[name] === undefined ? [] : [[name, props[name]] as const],
  );
  const options = Object.fromEntries(given) as unknown as EdgeOptions;
  return { ...options, sessionTtl, maxAge, cookieMaxAge: signInAge };
}

/** The token exchange's settings, but for the resources that they name. */
export function settingsOf(props: LatchkeyProps): PlainSettings {
  return {
    audience: props.audience,
    authPath: authPathOf(props),
    ...lifetimesOf(props),
    groups: groupsNamedBy(props),
    groupsClaim: props.groupsClaim ?? 'cognito:groups',
    identityProvider: props.identityProvider ?? null,
    remembersElsewhere: remembersElsewhere(props),
    bearer: props.bearer ?? false,
    exchangeAccessTokens: props.exchangeAccessTokens ?? false,
    deploymentParameter: deploymentParameterName(props.audience),
    theme: props.theme ?? {},
  };
}

/**
 * Whether an identity provider beside Cognito may vouch for somebody. Of a user pool or an app client
 * that is not made here nobody can tell.
 */
function remembersElsewhere(props: LatchkeyProps): boolean {
  return (
    props.identityProvider !== undefined ||
    props.signIn?.identityProviders !== undefined ||
    props.userPool !== undefined ||
    (props.exchangeClientIds ?? []).length > 0
  );
}

/** `null` where none is asked for. */
export function observabilityOf({ observability = false }: LatchkeyProps) {
  if (observability === false) return null;
  return observability === true ? {} : observability;
}

export function authPathOf({
  authPath = defaultAuthPath,
}: Pick<LatchkeyProps, 'authPath'>): string {
  return authPath;
}
