/**
 * Holds a configuration against what the edge can do, and says everything that is wrong with it
 * at once.
 */
import { defaults } from '../../session/lifetimes.ts';
import { defaultAuthPath } from '../../session/names.ts';
import { decodePath, strictlyUnfit } from '../path.ts';
import { checkRules, type addedBy } from './check-rules.ts';
import { unknownNames } from './unknown-names.ts';

/** Whom a rule lets in. */
export type AllowInput = 'public' | 'session' | 'owner' | { readonly groups: readonly string[] };

export interface RuleInput {
  /** Of a rule that comes before its author's, who counts only their own: by whom it is added. */
  readonly [addedBy]?: string;
  /** A path pattern in CloudFront's terms; `{sub}` marks the owner's segment of an `owner` rule. */
  readonly path: string;
  readonly allow: AllowInput;
}

/** The edge's configuration as its author writes it. */
export interface EdgeConfigInput {
  /** Names the deployment: letters, digits, `-`. */
  readonly audience: string;
  /** @default '/_auth' */
  readonly authPath?: string;
  /** In order, the first that matches decides; what none matches requires a session. */
  readonly rules: readonly RuleInput[];
  /** The idle timeout, in seconds. @default 1800 */
  readonly sessionTtl?: number;
  /**
   * Until Cognito must vouch again, in seconds. It is also how late a changed group or a disabled
   * user is noticed.
   *
   * @default 3600
   */
  readonly maxAge?: number;
  /** How long the browser keeps the cookie, in seconds. @default 604800 */
  readonly cookieMaxAge?: number;
  /** Tell the origin who asks. @default false */
  readonly identityHeaders?: boolean;
  /** Take a session from `authorization: Bearer` as well. @default false */
  readonly bearer?: boolean;
  /** Refuse paths that only some origins read differently. @default true */
  readonly strictPaths?: boolean;
  /** Served for a path that ends in `/`. @default 'index.html' */
  readonly indexDocument?: string | null;
  /** Served for a navigation to a path without a file extension. @default null */
  readonly spaFallback?: string | null;
}

export type CheckedConfig = Required<EdgeConfigInput>;

/** A configuration with faults; the message lists each of them. */
export class ConfigError extends Error {
  readonly code = 'config-invalid';
  readonly faults: readonly string[];

  /** @param found the function that its author called: where is all that the trace says then */
  constructor(faults: readonly string[], found?: abstract new (...args: never) => unknown) {
    super(['The configuration is not valid:', ...faults.map((fault) => `- ${fault}`)].join('\n'));
    this.name = 'ConfigError';
    this.faults = faults;
    // Whoever prints the error has them in the message.
    Object.defineProperty(this, 'faults', { enumerable: false });
    if (found) traceFrom(this, found);
  }
}

/** Leaves of the trace the one line that called the function: all before it is ours, or Node's. */
function traceFrom(error: Error, found: abstract new (...args: never) => unknown): void {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 1;
  Error.captureStackTrace(error, found);
  Error.stackTraceLimit = stackTraceLimit;
}

/** What is served of a directory, unless a configuration says otherwise. */
export const defaultIndexDocument = 'index.html';

const fallbacks: Omit<CheckedConfig, 'audience' | 'rules'> = {
  authPath: defaultAuthPath,
  sessionTtl: defaults.sessionTtl,
  maxAge: defaults.maxAge,
  cookieMaxAge: defaults.signInAge,
  identityHeaders: false,
  bearer: false,
  strictPaths: true,
  indexDocument: defaultIndexDocument,
  spaFallback: null,
};

export function checkConfig(
  input: unknown,
): { readonly config: CheckedConfig } | { readonly faults: readonly string[] } {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return { faults: ['it has to be one JSON object'] };
  }
  const config = { ...fallbacks, ...input } as Record<keyof CheckedConfig, unknown>;
  const faults = [
    ...unknownNames(input, [...Object.keys(fallbacks), 'audience', 'rules'], 'setting'),
    ...(Object.keys(checks) as (keyof typeof checks)[]).flatMap((key) =>
      checks[key](config[key]) ? [] : [`${key} ${expectations[key]}`],
    ),
    ...checkAges(config),
    ...checkFallback(config),
    ...checkRules(config.rules, config.authPath),
  ];
  return faults.length > 0 ? { faults } : { config: config as CheckedConfig };
}

const isSeconds = (value: unknown) => Number.isSafeInteger(value) && (value as number) > 0;
const isFlag = (value: unknown) => typeof value === 'boolean';
const isText = (value: unknown, shape: RegExp) => typeof value === 'string' && shape.test(value);

const checks = {
  audience: (value: unknown) => isText(value, /^[A-Za-z0-9-]{1,64}$/),
  authPath: (value: unknown) => isText(value, /^(\/[\w-]+)+$/),
  sessionTtl: isSeconds,
  maxAge: isSeconds,
  cookieMaxAge: isSeconds,
  identityHeaders: isFlag,
  bearer: isFlag,
  strictPaths: isFlag,
  indexDocument: (value: unknown) => value === null || isText(value, /^[\w-][\w.-]*$/),
  spaFallback: (value: unknown) =>
    value === null ||
    (isText(value, /^\/[^*?]+$/) && decodePath(value as string, ...strictlyUnfit) !== ''),
};

const seconds = 'has to be a whole number of seconds, 1 or more';
const flag = 'has to be true or false';

const expectations: Record<keyof typeof checks, string> = {
  audience: 'has to be 1 to 64 letters, digits or -',
  authPath: 'has to be a path like /_auth: letters, digits, _ and -, no slash at its end',
  sessionTtl: seconds,
  maxAge: seconds,
  cookieMaxAge: seconds,
  identityHeaders: flag,
  bearer: flag,
  strictPaths: flag,
  indexDocument: 'has to be a file name like index.html, or null',
  spaFallback: 'has to be the path of one page like /index.html, or null',
};

/** What is served in place of a page is no answer of the token exchange. */
function checkFallback({
  authPath,
  spaFallback,
}: Record<'authPath' | 'spaFallback', unknown>): string[] {
  return typeof spaFallback === 'string' &&
    typeof authPath === 'string' &&
    decodePath(spaFallback, ...strictlyUnfit).startsWith(`${authPath}/`)
    ? [`spaFallback ${spaFallback} is inside the auth path ${authPath}, where no page is`]
    : [];
}

function checkAges(config: Record<keyof CheckedConfig, unknown>): string[] {
  const { sessionTtl, maxAge } = config;
  return isSeconds(sessionTtl) && isSeconds(maxAge) && Number(sessionTtl) > Number(maxAge)
    ? [`sessionTtl (${String(sessionTtl)}) may not be longer than maxAge (${String(maxAge)})`]
    : [];
}
