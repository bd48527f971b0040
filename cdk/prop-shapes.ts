/** What the props of the constructs take, each by its name. */
import type { Theme } from '../token-exchange/pages/index.ts';
import type { AlarmOptions } from './alarm-topic.ts';
import type { LatchkeyProps } from './latchkey-props.ts';
import type { ObservabilityOptions } from './observability.ts';
import {
  anything,
  callback,
  duration,
  either,
  flag,
  number,
  object,
  objectOf,
  orNull,
  required,
  text,
  texts,
  type Shape,
  type ShapesOf,
} from './shapes.ts';
import type { SignInOptions } from './sign-in-options.ts';
import type { ProtectedSiteProps } from './site-props.ts';
import type { ExistingUserPool } from './user-pool.ts';

export const alarmShapes: ShapesOf<AlarmOptions> = {
  alarmTopic: object,
  alarmEmail: text,
};

const observability: ShapesOf<ObservabilityOptions> = {
  ...alarmShapes,
  dashboard: flag,
  alarms: flag,
};

const theme: ShapesOf<Theme> = {
  accent: text,
  logoUrl: text,
  productName: text,
};

const signIn: ShapesOf<SignInOptions> = {
  passkeys: flag,
  emailCodes: flag,
  mfa: text,
  email: object,
  domainPrefix: text,
  branding: orNull(object),
  identityProviders: callback,
  localUsers: flag,
};

const userPool: ShapesOf<ExistingUserPool> = {
  userPool: required(object, 'a user pool, like UserPool.fromUserPoolId(…)'),
  domain: required(text, 'where managed login is, like https://login.example.com'),
  client: objectOf<NonNullable<ExistingUserPool['client']>>({
    clientId: required(text, 'the id of the app client'),
    hasSecret: required(flag),
  }),
};

/** By what it has, since an app may have it twice. */
const latchkey: Shape = {
  wanted: 'another Latchkey',
  fits: (value) => object.fits(value) && 'sharing' in (value as object),
};

export const latchkeyShapes: ShapesOf<LatchkeyProps> = {
  // Those of the edge, which checks them.
  audience: anything,
  rules: anything,
  authPath: anything,
  identityHeaders: anything,
  bearer: anything,
  strictPaths: anything,
  indexDocument: anything,
  spaFallback: anything,
  afterAuthorize: text,
  sessionTtl: duration,
  maxAge: duration,
  signInAge: duration,
  rotationInterval: duration,
  domainNames: texts,
  shareWith: latchkey,
  userPool: objectOf(userPool),
  selfSignUp: flag,
  signIn: objectOf(signIn),
  groupsClaim: text,
  identityProvider: text,
  theme: objectOf(theme),
  exchangeClientIds: texts,
  exchangeAccessTokens: flag,
  tellEdgesOfSignOuts: flag,
  reserveSignOutWriter: flag,
  observability: either(flag, objectOf(observability)),
  permissionsBoundary: object,
  encryptionKey: object,
  reservedConcurrency: number,
  logRetention: number,
  tracing: flag,
  removeData: flag,
};

export const siteShapes: ShapesOf<ProtectedSiteProps> = {
  ...latchkeyShapes,
  directory: required(text, 'the path of the folder to protect'),
  files: object,
  certificateArn: text,
  hostedZone: object,
  notFoundPage: text,
  priceClass: text,
  webAclArn: text,
  authRateLimit: number,
  accessLogs: flag,
  contentSecurityPolicy: orNull(text),
};

/** A site's props that are its Latchkey's too. */
export function latchkeyPropsOf(props: ProtectedSiteProps): LatchkeyProps {
  const known = Object.entries(props).filter(([name]) => Object.hasOwn(latchkeyShapes, name));
  return Object.fromEntries(known) as unknown as LatchkeyProps;
}
