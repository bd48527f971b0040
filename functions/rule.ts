/** Rules as `functions/compile/` makes them for the edge. */
import type { GroupMark, GroupMarks } from '../session/token.ts';

/** Whom a rule lets in: everyone; any session; the token exchange; else a group, or one of some. */
export const everyone = 0;
export const anySession = 1;
export const exchange = 2;
export type Allow = 0 | 1 | 2 | GroupMark | GroupMarks;

/**
 * A path pattern: the texts between its `*`, in order. A `\`, which no path that gets this far
 * holds, stands for the path's beginning and end, so that an exact path is one text with both and
 * a prefix one with the first.
 *
 * A pattern with `?` or `{sub}` is the source of a regular expression instead, which costs the
 * engine more; what `{sub}` stands for is its group.
 */
export type Glob = readonly string[] | string;

/** Without a glob it matches every path that it is asked about. */
export type Rule = readonly [allow: Allow, glob?: Glob];

/**
 * By exact path, which needs no search: a list of one. A path instead says that this one is open to
 * everyone, unencoded and unambiguous, and which is served for it.
 */
export type ExactRules = Readonly<Record<string, readonly [Allow] | ServedPath>>;
export type ServedPath = `/${string}`;

/**
 * The rules that can match below a directory, by the directory's path: each that a pattern begins
 * with, and each above it. `''` is for every other path. Where one rule says it all, and nothing
 * else is known of what is below, that rule's {@link Allow} stands alone.
 */
export type RuleTree = Readonly<Record<string, Allow | readonly Rule[]>>;
