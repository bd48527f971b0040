/** Rules as `functions/compile/` makes them for the edge. */
import { anyToken, type GroupMark, type GroupMarks, type SubjectMark } from '../session/token.ts';

/**
 * Whom a path is open to: any session; the token exchange; everyone, which is also what a
 * {@link ServedPath} begins with; else a group, or one of some.
 */
export const anySession = anyToken;
export const exchange = 2;
export const everyone = '/';
/** The subject that the path names: only a rule says it, of a path it is a {@link SubjectMark}. */
export const owner = 0;
export type Open = 1 | 2 | '/' | GroupMark | GroupMarks;
export type Allow = Open | 0;

/** Whom a path is open to. */
export type Judgement = Open | SubjectMark;
/** Of what is asked for and of what is served for it, where they differ: both have to let in. */
export type Judgements = Judgement | readonly [Judgement, Judgement];

/**
 * Without a pattern it matches every path that it is asked about. The pattern of an {@link owner}
 * rule has the subject as its first group.
 */
export type Rule = readonly [allow: Allow, pattern?: RegExp];

/**
 * By exact path, which needs no search: a list of one. A path instead says that this one is open to
 * everyone, unencoded and unambiguous, and which is served for it.
 */
export type ExactRules = Readonly<Record<string, readonly [Open] | ServedPath>>;
export type ServedPath = `/${string}`;

/**
 * The rules that can match below a directory, by the directory's path: each that a pattern begins
 * with, and each above it. `''` is for every other path; it is left out where any session will do.
 * Where one rule says it all, and nothing else is known of what is below, that rule's {@link Allow}
 * stands alone.
 */
export type RuleTree = Readonly<Record<string, Open | readonly Rule[]>>;
