/**
 * Compiles rules so that the edge looks up, by directory, the few that can match a path. "First
 * match wins" is decided here wherever it can be.
 */
import { markGroups } from '../../session/token.ts';
import {
  anySession,
  everyone,
  exchange,
  owner,
  type ExactRules,
  type Open,
  type Rule,
  type RuleTree,
  type ServedPath,
} from '../rule.ts';
import { decodePath, strictlyUnfit, unfit } from '../path.ts';
import type { AllowInput, CheckedConfig, RuleInput } from './check.ts';
import { compilePattern, covers } from './pattern.ts';

/** The rules without wildcards. One that an earlier rule matches as well is not among them. */
export function compileExactRules(rules: readonly RuleInput[], config: CheckedConfig): ExactRules {
  const exact = rules.filter((rule) => isExact(rule) && firstMatch(rules, rule.path) === rule);
  return Object.fromEntries(
    exact.map((rule) => [
      rule.path,
      servedToEveryone(rule, rules, config) ?? [allowOf(rule.allow)],
    ]),
  );
}

/** What is served for a page that any read gets, whatever else it is; `null` if it depends. */
function servedToEveryone(
  { path, allow }: RuleInput,
  rules: readonly RuleInput[],
  { indexDocument, spaFallback, strictPaths }: CheckedConfig,
): ServedPath | null {
  const served = path.endsWith('/') ? path + (indexDocument ?? '') : path;
  return allow === 'public' &&
    firstMatch(rules, served)?.allow === 'public' &&
    spaFallback === null &&
    isUnencoded(path) &&
    decodePath(path, ...(strictPaths ? strictlyUnfit : unfit)) === path
    ? (served as ServedPath)
    : null;
}

function isUnencoded(path: string): boolean {
  return /^[!-~]+$/.test(path) && !path.includes('%');
}

export function compileRuleTree(rules: readonly RuleInput[], authPath: string): RuleTree {
  const branches: Branch[] = [
    { directory: `${authPath}/`, isWhole: true, rule: [exchange] },
    ...rules.filter((rule) => !isExact(rule)).map(branchOf),
  ];
  const directories = new Set(['', ...branches.flatMap(({ directory }) => withParents(directory))]);
  const tree = new Map([...directories].map((of) => [of, rulesBelow(of, branches)] as const));
  const kept = withoutIdle(tree);
  // For every other path any session is what the edge takes without being told.
  if (kept.get('')?.length === 0) kept.delete('');
  return Object.fromEntries(
    [...kept].map(([of, below]) => [of, isParent(of, kept) ? below : (onlyAllow(below) ?? below)]),
  );
}

/** What stands for rules that come to one answer whatever the path. */
function onlyAllow(rules: readonly Rule[]): RuleTree[string] | null {
  const [first] = rules;
  if (first === undefined) return anySession;
  const [allow, pattern] = first;
  return pattern === undefined && allow !== owner ? allow : null;
}

function isParent(directory: string, tree: ReadonlyMap<string, unknown>): boolean {
  return (
    directory !== '' &&
    [...tree.keys()].some((other) => other !== directory && other.startsWith(directory))
  );
}

/** A rule, and the directory that every path it matches is in. */
interface Branch {
  /** `''` for any. */
  readonly directory: string;
  /** Whether the rule matches all that is in the directory. */
  readonly isWhole: boolean;
  readonly rule: Rule;
}

function branchOf({ path, allow }: RuleInput): Branch {
  const [head = ''] = path.split(/[*?]|\{sub\}/);
  const found = head.slice(0, head.lastIndexOf('/') + 1);
  const directory = found === '/' ? '' : found;
  if (allow === 'owner') {
    return { directory, isWhole: false, rule: [owner, compilePattern(path)] };
  }
  const isWhole = path === `${found}*`;
  const compiled = allowOf(allow);
  return { directory, isWhole, rule: isWhole ? [compiled] : [compiled, compilePattern(path)] };
}

/** The rules that can match below a directory, up to the first that matches all of it. */
function rulesBelow(directory: string, branches: readonly Branch[]): Rule[] {
  const possible = branches.filter((branch) => directory.startsWith(branch.directory));
  const last = possible.findIndex(({ isWhole }) => isWhole);
  const rules = possible.slice(0, last < 0 ? undefined : last + 1).map(({ rule }) => rule);
  // What no rule matches requires a session: rules at the end that only say so cost for nothing.
  while (isIdle(rules.at(-1))) rules.pop();
  return rules;
}

function isIdle(rule: Rule | undefined): boolean {
  return rule?.[0] === anySession;
}

/** Leaves out the directories of which the one above says all. The deepest go first. */
function withoutIdle(tree: ReadonlyMap<string, Rule[]>): Map<string, Rule[]> {
  const kept = new Map(tree);
  for (const directory of [...tree.keys()].sort((one, other) => other.length - one.length)) {
    const above = textOf(tree.get(parentOf(directory)));
    if (directory !== '' && !isParent(directory, kept) && textOf(tree.get(directory)) === above) {
      kept.delete(directory);
    }
  }
  return kept;
}

function textOf(rules: readonly Rule[] = []): string {
  return rules.map(([allow, pattern]) => `${allow} ${String(pattern)}`).join('\n');
}

function parentOf(directory: string): string {
  const parent = directory.slice(0, directory.lastIndexOf('/', directory.length - 2) + 1);
  return parent === '/' ? '' : parent;
}

function withParents(directory: string): string[] {
  return directory === '' ? [] : [directory, ...withParents(parentOf(directory))];
}

function firstMatch(rules: readonly RuleInput[], path: string): RuleInput | undefined {
  return rules.find((rule) => covers(rule.path, path));
}

function isExact({ path, allow }: RuleInput): boolean {
  return allow !== 'owner' && !/[*?]/.test(path);
}

function allowOf(allow: AllowInput): Open {
  if (typeof allow === 'object') return markGroups(allow.groups);
  return allow === 'public' ? everyone : anySession;
}
