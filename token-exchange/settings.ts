/**
 * What a deployment says of itself: the settings in the Lambda's environment, which are known when
 * it is made, and the deployment in one SSM parameter, which names what only exists afterwards
 * (Cognito's callback URL, the distribution and the Lambda refer to one another). Both are checked
 * whole, once.
 */
import { defaults } from '../session/lifetimes.ts';
import { defaultAuthPath } from '../session/names.ts';
import type { Theme } from './pages/index.ts';

/** The environment variable that holds the settings, as JSON. */
export const settingsVariable = 'LATCHKEY_SETTINGS';

export interface Settings {
  readonly audience: string;
  readonly authPath: string;
  /** Seconds. */
  readonly sessionTtl: number;
  readonly maxAge: number;
  readonly signInAge: number;
  /** The groups that some rule names; no other goes into a token. */
  readonly groups: readonly string[];
  /** The claim that holds a person's groups. */
  readonly groupsClaim: string;
  /** Skip Cognito's chooser: the name of an identity provider, or `null`. */
  readonly identityProvider: string | null;
  /** The secret with the root ring: a name or an ARN. */
  readonly ringSecret: string;
  /** The ARN of the KeyValueStore that the edges read. */
  readonly keyValueStore: string;
  /**
   * Whether other audiences have their rings in it: what their operators revoke is in its entries, and
   * in no secret of ours.
   */
  readonly sharesStore: boolean;
  /**
   * Whether an identity provider beside Cognito may vouch: it remembers a browser for days, and
   * Cognito dates what comes of that anew.
   */
  readonly remembersElsewhere: boolean;
  /** The URL of the queue of sign-outs; `null` where a sign-out ends nothing but the cookies. */
  readonly signOutQueue: string | null;
  /** Whether the edge takes sessions as bearer tokens. */
  readonly bearer: boolean;
  /** Whether `POST token` takes access tokens too, which name no audience. */
  readonly exchangeAccessTokens: boolean;
  /** The SSM parameter with the {@link Deployment}. */
  readonly deploymentParameter: string;
  readonly theme: Theme;
}

export interface Deployment {
  readonly userPoolId: string;
  readonly clientId: string;
  /** Whether the client has a secret, which Cognito is then asked for. */
  readonly clientSecret: boolean;
  /** Where managed login is: `https://…`, without a path. */
  readonly domain: string;
  /** The hosts that viewers know this deployment by, with a port where there is one. */
  readonly hosts: readonly string[];
  /** The app clients whose tokens `POST token` takes. */
  readonly exchangeClientIds: readonly string[];
}

/** Settings or deployment with faults; the message lists each of them. */
export class SettingsError extends Error {
  readonly code = 'settings-invalid';
  readonly faults: readonly string[];

  constructor(what: string, faults: readonly string[]) {
    super([`${what} is not valid:`, ...faults.map((fault) => `- ${fault}`)].join('\n'));
    this.name = 'SettingsError';
    this.faults = faults;
  }
}

type Check = (value: unknown) => string | null;

const text =
  (shape: RegExp, wanted: string): Check =>
  (value) =>
    typeof value === 'string' && shape.test(value) ? null : `has to be ${wanted}`;
const seconds: Check = (value) =>
  Number.isSafeInteger(value) && (value as number) > 0 ? null : 'has to be whole seconds';
const names: Check = (value) =>
  Array.isArray(value) && value.every((name) => typeof name === 'string' && name !== '')
    ? null
    : 'has to be a list of names';
const someNames: Check = (value) =>
  names(value) ?? ((value as unknown[]).length > 0 ? null : 'has to name at least one');
const flag: Check = (value) => (typeof value === 'boolean' ? null : 'has to be true or false');
const object: Check = (value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? null
    : 'has to be an object';

const settingsChecks: Record<keyof Settings, Check> = {
  audience: text(/^[A-Za-z0-9-]{1,64}$/, 'letters, digits or -'),
  authPath: text(/^(\/[\w-]+)+$/, 'a path like /_auth'),
  sessionTtl: seconds,
  maxAge: seconds,
  signInAge: seconds,
  groups: names,
  groupsClaim: text(/./, 'the name of a claim'),
  identityProvider: (value) => (value === null ? null : text(/./, 'a name or null')(value)),
  ringSecret: text(/./, 'the name or ARN of a secret'),
  keyValueStore: text(
    /^arn:aws:cloudfront::\d{12}:key-value-store\/[\w-]+$/,
    'the ARN of a KeyValueStore',
  ),
  sharesStore: flag,
  remembersElsewhere: flag,
  signOutQueue: (value) => (value === null ? null : text(/^https?:\/\/./, 'a URL or null')(value)),
  bearer: flag,
  exchangeAccessTokens: flag,
  deploymentParameter: text(/./, 'the name of an SSM parameter'),
  theme: object,
};

const deploymentChecks: Record<keyof Deployment, Check> = {
  userPoolId: text(/^[a-z]{2}(-[a-z]+)+-\d_[A-Za-z0-9]+$/, 'a user pool id like eu-west-1_AbCdEf'),
  clientId: text(/^\w+$/, 'the id of an app client'),
  clientSecret: flag,
  // Plain HTTP on this machine only, where there is no certificate.
  domain: text(
    /^https:\/\/[^/]+$|^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?$/,
    'an https:// origin without a path',
  ),
  hosts: someNames,
  exchangeClientIds: names,
};

const settingsFallbacks = {
  authPath: defaultAuthPath,
  sessionTtl: defaults.sessionTtl,
  maxAge: defaults.maxAge,
  signInAge: defaults.signInAge,
  groups: [],
  groupsClaim: 'cognito:groups',
  identityProvider: null,
  // Whoever does not say is asked to pay for the question, not for the answer left out.
  sharesStore: true,
  remembersElsewhere: true,
  signOutQueue: null,
  bearer: false,
  exchangeAccessTokens: false,
  theme: {},
};

/** @throws {SettingsError} with every fault */
export function readSettings(json: string | undefined): Settings {
  return check(settingsVariable, json, settingsFallbacks, settingsChecks) as unknown as Settings;
}

/** @throws {SettingsError} with every fault */
export function readDeployment(json: string | undefined): Deployment {
  return check(
    'The deployment parameter',
    json,
    { clientSecret: false, exchangeClientIds: [] },
    deploymentChecks,
  ) as unknown as Deployment;
}

function check(
  what: string,
  json: string | undefined,
  fallbacks: object,
  checks: Record<string, Check>,
): Record<string, unknown> {
  const value = { ...fallbacks, ...parseObject(what, json) } as Record<string, unknown>;
  const faults = [
    ...Object.keys(value)
      .filter((key) => !Object.hasOwn(checks, key))
      .map((key) => `${key} is not known`),
    ...Object.entries(checks).flatMap(([key, checkValue]) => {
      const fault = checkValue(value[key]);
      return fault === null ? [] : [`${key} ${fault}`];
    }),
  ];
  if (faults.length > 0) throw new SettingsError(what, faults);
  return value;
}

function parseObject(what: string, json: string | undefined): object {
  if (json === undefined) throw new SettingsError(what, ['it is missing']);
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Told below, without the text: it may hold what is nobody's business.
  }
  throw new SettingsError(what, ['it is not a JSON object']);
}
