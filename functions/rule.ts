/** Rules as `functions/compile/` makes them for the edge. */
import type { GroupMark, GroupMarks } from '../session/token.ts';

/**
 * Whom a rule lets in: everyone; any session; the token exchange; the subject that the path names;
 * else a group, or one of some.
 */
export const everyone = 0;
export const anySession = 1;
export const exchange = 2;
export const owner = 3;
export type Allow = 0 | 1 | 2 | 3 | GroupMark | GroupMarks;

/**
 * Without a pattern it matches every path that it is asked about. The pattern of an {@link owner}
 * rule has the subject as its first group.
 */
export type Rule = readonly [allow: Allow, pattern?: RegExp];

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
