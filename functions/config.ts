/**
 * The edge function's configuration, and the one place where it enters the deployed code. It was
 * checked and compiled by `functions/compile/`, so that nothing here needs checking again.
 */
import { ringKeyPrefix } from '../session/names.ts';
import { hasExtras } from './features.ts';
import type { ExactRules, RuleTree } from './rule.ts';

/** A list, not an object: no name costs bytes in every edge. */
export type EdgeConfig = readonly [
  /** Names the deployment: its ring is at `keys.` audience. */
  audience: string,
  /** Where the token exchange is, without a slash at its end. */
  authPath: string,
  exactRules: ExactRules,
  /** Seconds. */
  sessionTtl: number,
  maxAge: number,
  cookieMaxAge: number,
  /** Tell the origin who asks. */
  identityHeaders: boolean,
  /** Take a session from `authorization: Bearer` as well. */
  bearer: boolean,
  /** Refuse what only some origins read differently. */
  strictPaths: boolean,
  /** Served for a path that ends in `/`; `''` leaves such a path alone. */
  indexDocument: string,
  /** Served for a navigation to a path without a file extension; `''` for none. */
  spaFallback: string,
  ruleTree: RuleTree,
];

/** Stands here in the bundle until a deployment puts its configuration, as JSON, in its place. */
declare const LATCHKEY_CONFIG: EdgeConfig;

const config = LATCHKEY_CONFIG;

export const ringKey = ringKeyPrefix + config[0];
export const authPath = config[1];
export const exactRules = config[2];
export const lifetimes = { sessionTtl: config[3], maxAge: config[4] };
export const cookieMaxAge = config[5];
export const identityHeaders = hasExtras && config[6];
export const bearer = hasExtras && config[7];
export const strictPaths = config[8];
export const indexDocument = config[9];
export const spaFallback = hasExtras ? config[10] : '';
export const ruleTree = config[11];
