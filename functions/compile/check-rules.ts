import { encodeGroup, maxTokenLength } from '../../session/token.ts';
import { decodePath, unfit } from '../path.ts';
import type { RuleInput } from './check.ts';
import { covers, subMark } from './pattern.ts';

/** Says of a rule who has added it before its author's. */
export const addedBy = Symbol('added by');

/** What is wrong with the rules, each fault with the rule that it is in. */
export function checkRules(rules: unknown, authPath: unknown): string[] {
  if (!Array.isArray(rules)) return ['rules has to be a list of { "path", "allow" }'];
  const names = namesOf(rules);
  const faults: string[] = [];
  const sound: Named[] = [];
  rules.forEach((rule: unknown, index) => {
    const name = names[index] ?? '';
    const found = checkRule(rule, authPath);
    faults.push(...found.map((fault) => `${name} ${fault}`));
    if (found.length === 0) sound.push({ rule: rule as RuleInput, name });
  });
  return [...faults, ...findShadowed(sound)];
}

interface Named {
  readonly rule: RuleInput;
  readonly name: string;
}

/** As their author counts them. */
function namesOf(rules: readonly unknown[]): string[] {
  let count = 0;
  return rules.map((rule) => {
    const { path, [addedBy]: who } = (rule ?? {}) as Partial<Record<keyof RuleInput, unknown>>;
    const name = typeof who === 'string' ? `the rule of ${who}` : `rules[${count++}]`;
    return typeof path === 'string' ? `${name} (${path})` : name;
  });
}

function checkRule(rule: unknown, authPath: unknown): string[] {
  if (typeof rule !== 'object' || rule === null) return ['has to be { "path", "allow" }'];
  const { path, allow, ...rest } = rule as Record<string, unknown>;
  return [
    ...Object.keys(rest).map((key) => `has ${key}, which is not a part of a rule`),
    ...checkAllow(allow),
    ...(typeof path === 'string'
      ? checkPath(path, allow, authPath)
      : ['needs a path, like "/app/*"']),
  ];
}

function checkPath(path: string, allow: unknown, authPath: unknown): string[] {
  const faults: string[] = [];
  if (!/^[/*]/.test(path)) faults.push('has to begin with / or *');
  if (/%[\da-f]{2}/i.test(path)) {
    faults.push('is percent-encoded: paths are decoded first, so write the characters themselves');
  } else if (/^[/*]/.test(path) && decodePath(sample(path), ...unfit) === '') {
    faults.push('can match no path: //, \\, and . or .. segments are refused before the rules');
  }
  if (typeof authPath === 'string' && `${path}/`.startsWith(`${authPath}/`)) {
    faults.push(`is inside the auth path ${authPath}, where no rule applies`);
  }
  return [...faults, ...checkSub(path, allow)];
}

/** A path that the pattern would match, for holding it against what the edge refuses. */
function sample(pattern: string): string {
  return pattern
    .replace(/^\*/, '/x')
    .replaceAll(subMark, 'x')
    .replace(/[*?]/g, 'x')
    .replaceAll('%', '%25');
}

function checkSub(path: string, allow: unknown): string[] {
  const marks = path.split(subMark).length - 1;
  if (/[{}]/.test(path.replaceAll(subMark, ''))) return [`has braces; only ${subMark} is known`];
  if (allow !== 'owner') {
    return marks > 0 ? [`has ${subMark}, which goes with "owner" only`] : [];
  }
  if (marks !== 1) return [`needs ${subMark} once, for the segment that names the owner`];
  const [before = '', after = ''] = path.split(subMark);
  if (!before.endsWith('/') || !/^(\/|$)/.test(after)) {
    return [`needs ${subMark} as a whole segment, between slashes`];
  }
  return /[*?]/.test(before) ? [`may have no * or ? before ${subMark}`] : [];
}

function checkAllow(allow: unknown): string[] {
  if (allow === 'public' || allow === 'session' || allow === 'owner') return [];
  const groups = (allow as { groups?: unknown } | null | undefined)?.groups;
  if (typeof allow !== 'object' || !Array.isArray(groups) || Object.keys(allow ?? {}).length > 1) {
    return ['needs allow: "public", "session", "owner" or { "groups": ["name"] }'];
  }
  if (groups.length === 0) return ['names no group: nobody could get in'];
  return groups.flatMap((group: unknown) => {
    const fault = groupFault(group);
    return fault ? [`has the group ${JSON.stringify(group)}, which ${fault}`] : [];
  });
}

/** Room that a token's other parts can take, so that one group at least always fits. */
const otherParts = 160;

function groupFault(group: unknown): string {
  if (typeof group !== 'string' || group === '') return 'is not a name';
  try {
    return encodeGroup(group).length > maxTokenLength - otherParts
      ? 'is too long for a session token'
      : '';
  } catch {
    return 'is not well-formed Unicode';
  }
}

function findShadowed(rules: readonly Named[]): string[] {
  return rules.flatMap(({ rule, name }, position) => {
    const earlier = rules.slice(0, position).find((other) => covers(other.rule.path, rule.path));
    return earlier ? [`${name} is never reached: ${earlier.name} matches first`] : [];
  });
}
