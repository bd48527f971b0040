/**
 * The edge function's configuration, and the one place where it enters the deployed code. It was
 * checked and compiled by `functions/compile/`, so that nothing here needs checking again.
 */

/** Whom a rule lets in; groups are encoded as they stand in tokens. */
export type Allow = 'public' | 'session' | readonly string[];

/**
 * A path pattern: the texts between its `*`, in order. A `\`, which no path that gets this far
 * holds, stands for the path's beginning and end, so that an exact path is one text with both and
 * a prefix one with the first. A pattern with `?` is the source of a regular expression instead,
 * which costs the engine more.
 */
export type Glob = readonly string[] | string;

/** The third part, where there is one, stands before `{sub}`; `glob` is what follows the segment. */
export type Rule = readonly [glob: Glob, allow: Allow, owner?: string];

/** A list, not an object: no name costs bytes in every edge. */
export type EdgeConfig = readonly [
  /** Names the deployment: its ring is at `keys.` audience. */
  audience: string,
  /** Where the token exchange is, without a slash at its end. */
  authPath: string,
  /** In order: the first that matches decides. */
  rules: readonly Rule[],
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
];

/** Stands here in the bundle until a deployment puts its configuration, as JSON, in its place. */
declare const LATCHKEY_CONFIG: EdgeConfig;

const config = LATCHKEY_CONFIG;

export const audience = config[0];
export const authPath = config[1];
export const rules = config[2];
export const lifetimes = { sessionTtl: config[3], maxAge: config[4] };
export const cookieMaxAge = config[5];
export const identityHeaders = config[6];
export const bearer = config[7];
export const strictPaths = config[8];
export const indexDocument = config[9];
export const spaFallback = config[10];
