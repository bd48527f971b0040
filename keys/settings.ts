/** What the three Lambdas of keys find in their environment: one variable with JSON each. */
import { defaults } from '../session/lifetimes.ts';

export const keysSettingsVariable = 'LATCHKEY_KEYS_SETTINGS';
export const seedSettingsVariable = 'LATCHKEY_SEED_SETTINGS';
export const signOutsSettingsVariable = 'LATCHKEY_SIGN_OUTS_SETTINGS';

/** Of the writer of sign-outs. */
export interface SignOutsSettings {
  readonly audience: string;
  /** The ARN of the KeyValueStore that the edges read. */
  readonly keyValueStore: string;
  /** Seconds; the longest of the audiences that share the store. */
  readonly maxAge: number;
}

/** Of what makes the first keys. */
export interface SeedSettings {
  readonly audience: string;
  readonly keyValueStore: string;
  /** The ARN of the secret with the root ring. */
  readonly ringSecret: string;
}

/** Of what rotates and repairs the keys, and does what an operator asks for. */
export interface KeysSettings extends SignOutsSettings, SeedSettings {
  /** Seconds; of this audience. */
  readonly maxAge: number;
  /** Seconds. */
  readonly sessionTtl: number;
  /** Seconds; the longest of the audiences that share the store. */
  readonly signInAge: number;
  /** Seconds: how long a key is known to the edges before it may sign. */
  readonly lead: number;
  readonly userPoolId: string;
}

type Check = (value: unknown) => string | null;

const text =
  (shape: RegExp, wanted: string): Check =>
  (value) =>
    typeof value === 'string' && shape.test(value) ? null : `has to be ${wanted}`;
const seconds: Check = (value) =>
  Number.isSafeInteger(value) && (value as number) > 0 ? null : 'has to be whole seconds';

const seedChecks: Record<keyof SeedSettings, Check> = {
  audience: text(/^[A-Za-z0-9-]{1,64}$/, 'letters, digits or -'),
  keyValueStore: text(
    /^arn:aws:cloudfront::\d{12}:key-value-store\/[\w-]+$/,
    'the ARN of a KeyValueStore',
  ),
  ringSecret: text(/^arn:[\w-]+:secretsmanager:[\w-]+:\d{12}:secret:./, 'the ARN of a secret'),
};

const signOutsChecks: Record<keyof SignOutsSettings, Check> = {
  audience: seedChecks.audience,
  keyValueStore: seedChecks.keyValueStore,
  maxAge: seconds,
};

const keysChecks: Record<keyof KeysSettings, Check> = {
  ...seedChecks,
  ...signOutsChecks,
  sessionTtl: seconds,
  signInAge: seconds,
  lead: seconds,
  userPoolId: text(/^[a-z]{2}(-[a-z]+)+-\d_[A-Za-z0-9]+$/, 'a user pool id like eu-west-1_AbCdEf'),
};

/** Lifetimes that are left out are the defaults. */
const { sessionTtl, maxAge, signInAge, lead } = defaults;

/** @throws {Error} that lists every fault */
export function readSignOutsSettings(json: string | undefined): SignOutsSettings {
  return check(signOutsSettingsVariable, json, { maxAge }, signOutsChecks);
}

/** @throws {Error} that lists every fault */
export function readSeedSettings(json: string | undefined): SeedSettings {
  return check(seedSettingsVariable, json, {}, seedChecks);
}

/** @throws {Error} that lists every fault */
export function readKeysSettings(json: string | undefined): KeysSettings {
  const lifetimes = { sessionTtl, maxAge, signInAge, lead };
  return check(keysSettingsVariable, json, lifetimes, keysChecks);
}

function check<Settings extends object>(
  variable: string,
  json: string | undefined,
  fallbacks: object,
  checks: Record<keyof Settings, Check>,
): Settings {
  const value = { ...fallbacks, ...(JSON.parse(json ?? '{}') as object) } as Settings;
  const faults = [
    ...Object.keys(value)
      .filter((name) => !Object.hasOwn(checks, name))
      .map((name) => `${name} is not known`),
    ...Object.entries<Check>(checks).flatMap(([name, checkValue]) => {
      const fault = checkValue(value[name as keyof Settings]);
      return fault === null ? [] : [`${name} ${fault}`];
    }),
  ];
  if (faults.length > 0) throw new Error(`${variable}: ${faults.join('; ')}`);
  return value;
}
