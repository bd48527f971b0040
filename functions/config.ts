/**
 * The edge function's configuration, and the one place where it enters the deployed code. It was
 * checked and compiled by `functions/compile/`, so that nothing here needs checking again.
 */
import { hasExtras } from './features.ts';
import type { ExactRules, RuleTree } from './rule.ts';

type Flag = 0 | 1;

/** A list, not an object: no name costs bytes in every edge. What is off at its end is left out. */
export type EdgeConfig = readonly [
  /** Where the audience's ring is in the store. */
  ringKey: string,
  /** Where the token exchange is, without a slash at its end. */
  authPath: string,
  exactRules: ExactRules,
  ruleTree: RuleTree,
  /** Seconds. */
  sessionTtl: number,
  maxAge: number,
  cookieMaxAge: number,
  /** What no path may hold: see `path.ts`. */
  unfitSent: RegExp,
  unfitDecoded: RegExp,
  /** Served for a path that ends in `/`; `''` leaves such a path alone. */
  indexDocument: string,
  /** Tell the origin who asks. */
  identityHeaders?: Flag,
  /** Take a session from `authorization: Bearer` as well. */
  bearer?: Flag,
  /** Served for a navigation to a path without a file extension; `''` for none. */
  spaFallback?: string,
];

/** Stands here in the bundle until a deployment puts its configuration in its place. */
declare const LATCHKEY_CONFIG: EdgeConfig;

const config = LATCHKEY_CONFIG;

export const ringKey = config[0];
export const authPath = config[1];
export const exactRules = config[2];
export const ruleTree = config[3];
export const lifetimes = { sessionTtl: config[4], maxAge: config[5] };
// What is asked for in one place only: a name of its own would weigh more than the question.
export const cookieMaxAge = () => config[6];
export const unfitSent = () => config[7];
export const unfitDecoded = () => config[8];
export const indexDocument = config[9];
export const identityHeaders = hasExtras && config[10];
export const bearer = hasExtras && config[11];
export const spaFallback = (hasExtras && config[12]) || '';
