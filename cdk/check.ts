/** Holds what a deployment is asked for against what AWS can do, and says every fault at once. */
import { Duration, Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { checkConfig } from '../functions/compile/check.ts';
import { CodeTooLargeError } from '../functions/compile/edge-code.ts';
import { compileOwn, type Own } from './after-authorize.ts';
import { checkAlarmOptions } from './alarm-topic.ts';
import { checkUserPoolPlace } from './check-places.ts';
import { checkExchange } from './check-exchange.ts';
import { checkTheme } from './check-theme.ts';
import { builtEdgeCode } from './edge.ts';
import { retirement, ringCapacity } from '../keys/rotation.ts';
import { defaults } from '../session/lifetimes.ts';
import {
  edgeConfigOf,
  lifetimesOf,
  observabilityOf,
  rotationIntervalOf,
  settingsOf,
  type LatchkeyProps,
} from './latchkey-props.ts';
import type { ObservabilityOptions } from './observability.ts';
import { cloudFrontRegion } from './names.ts';
import { latchkeyShapes } from './prop-shapes.ts';
import { shaped } from './shapes.ts';
import { checkSignIn } from './sign-in-options.ts';

/** What is wrong with the props of a Latchkey in this place. */
export function checkLatchkey(scope: Construct, props: LatchkeyProps): string[] {
  const { faults, sound } = shaped(props, latchkeyShapes);
  return [...faults, ...checkProps(scope, sound as LatchkeyProps)];
}

/** The same, of props that are of the right kinds. Of a misspelled one nobody can say more. */
export function checkProps(scope: Construct, props: LatchkeyProps): string[] {
  const own = compileOwn(props);
  const checked = checkConfig(edgeConfigOf(props));
  return [
    ...('faults' in checked ? checked.faults : checkSizes(props, own)),
    ...('faults' in own ? own.faults : []),
    ...checkSignInAge(props),
    ...checkRotation(props),
    ...checkUserPool(props),
    ...checkSharing(props),
    ...checkSignIn(props.signIn ?? {}, {
      hasUserPool: props.userPool !== undefined || props.shareWith !== undefined,
      hasClient: props.userPool?.client !== undefined,
      identityProvider: props.identityProvider,
      groupsClaim: props.groupsClaim,
      selfSignUp: props.selfSignUp,
    }),
    ...(props.domainNames ?? []).flatMap(checkHost),
    ...checkExchange(props),
    ...checkTheme(props),
    ...checkAlarmOptions(Stack.of(scope).region, observabilityOf(props) ?? {}, 'observability.'),
    ...checkObservability(observabilityOf(props) ?? {}),
    ...checkUserPoolPlace(scope, props),
  ];
}

function checkObservability({ alarms, alarmEmail, alarmTopic }: ObservabilityOptions): string[] {
  return alarms === false && (alarmEmail !== undefined || alarmTopic !== undefined)
    ? ['observability.alarms is false, and there is somebody for alarms to go to']
    : [];
}

/** What the Lambda's environment may hold, less the names of its resources. */
const roomForSettings = 3_000;

/** For a configuration that is sound otherwise. */
function checkSizes(props: LatchkeyProps, own: Own): string[] {
  const faults: string[] = [];
  try {
    builtEdgeCode(edgeConfigOf(props), 'code' in own ? own.code : null);
  } catch (error) {
    if (!(error instanceof CodeTooLargeError)) throw error;
    faults.push(error.message);
  }
  const bytes = Buffer.byteLength(JSON.stringify(settingsOf(props)));
  if (bytes > roomForSettings) {
    faults.push(
      `the groups and the theme make settings of ${bytes} bytes for the token exchange, and ${roomForSettings} have room in a Lambda's environment`,
    );
  }
  return faults;
}

/** What Cognito takes for a refresh token, in seconds. */
const refreshToken = {
  min: Duration.hours(1).toSeconds(),
  max: Duration.days(3650).toSeconds(),
};

function checkSignInAge(props: LatchkeyProps): string[] {
  const { maxAge, signInAge } = lifetimesOf(props);
  const faults =
    maxAge > signInAge
      ? [`maxAge (${maxAge}) may not be longer than signInAge (${signInAge})`]
      : [];
  // The life of the refresh token is the app client's, where that is there already.
  if (props.userPool?.client) return faults;
  if (signInAge % 60 !== 0 || signInAge < refreshToken.min || signInAge > refreshToken.max) {
    faults.push(
      `signInAge (${signInAge}) has to be whole minutes, one hour to ten years: it is the life of Cognito's refresh token`,
    );
  }
  return faults;
}

/** What Secrets Manager takes for an interval, and how many keys fit into a ring. */
function checkRotation(props: LatchkeyProps): string[] {
  const interval = rotationIntervalOf(props).toSeconds({ integral: false });
  const hours = interval / 3600;
  if (!Number.isInteger(hours) || hours < 4 || hours > 999 * 24) {
    return [`rotationInterval (${interval}) has to be whole hours, from 4 to 999 days`];
  }
  const { sessionTtl } = lifetimesOf(props);
  const needed = retirement({ lead: defaults.lead, sessionTtl });
  return Math.ceil(needed / interval) + 2 > ringCapacity
    ? [
        `rotationInterval (${interval}) is too short for a sessionTtl of ${sessionTtl}: more keys would be needed at once than a key ring has room for`,
      ]
    : [];
}

function checkUserPool({ userPool, selfSignUp }: LatchkeyProps): string[] {
  if (!userPool) return [];
  const faults: string[] = [];
  if (!Token.isUnresolved(userPool.domain) && !/^https:\/\/[^/]+$/.test(userPool.domain)) {
    faults.push(
      `userPool.domain (${userPool.domain}) has to be where managed login is, like https://login.example.com, without a path`,
    );
  }
  if (selfSignUp !== undefined) {
    faults.push('selfSignUp is for a user pool that is made here, and there is one already');
  }
  return faults;
}

function checkSharing({ audience, shareWith, userPool, selfSignUp }: LatchkeyProps): string[] {
  if (!shareWith) return [];
  return [
    ...(shareWith.sharing.audiences.includes(audience)
      ? [
          `audience (${audience}) is that of another deployment over the same store: each needs its own, or they would take each other's sessions`,
        ]
      : []),
    ...(selfSignUp !== undefined && !userPool
      ? ['selfSignUp is for a user pool that is made here, and that of shareWith is used']
      : []),
  ];
}

function checkHost(host: string): string[] {
  return Token.isUnresolved(host) || /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(host)
    ? []
    : [`domainNames has ${JSON.stringify(host)}, which is no host name in lower case`];
}

/** A certificate or web ACL by its ARN; nothing is said of one that is not known yet. */
export function checkRegion(name: string, arn: string | undefined): string[] {
  if (arn === undefined || Token.isUnresolved(arn)) return [];
  const region = arn.split(':')[3] ?? '';
  return region === cloudFrontRegion
    ? []
    : [`${name} (${arn}) has to be in ${cloudFrontRegion}: CloudFront sees no other`];
}

/** For what only a stack in CloudFront's region can make. */
export function checkStackRegion(name: string, region: string): string[] {
  return region === cloudFrontRegion
    ? []
    : [
        `${name} can be made by a stack in ${cloudFrontRegion} only, and this one is in ${
          Token.isUnresolved(region) ? 'no named region' : region
        }`,
      ];
}
