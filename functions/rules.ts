import type { Reason } from '../session/reasons.ts';
import { at, hasGroup, type TokenParts } from '../session/token.ts';
import { exactRules, ruleTree } from './config.ts';
import { anySession, everyone, owner, type Allow, type Rule } from './rule.ts';

/** Whom a path is open to: everyone of an {@link Allow}, or `=` and the one subject it belongs to. */
export type Judgement = Allow | `=${string}`;

/**
 * What the first rule that matches says; what none matches is open to any session.
 *
 * @noinline
 */
export function judgePath(path: string): Judgement {
  const exact = exactRules[path];
  if (exact === undefined) return judgeBelow(path);
  return typeof exact === 'string' ? everyone : exact[0];
}

const elsewhere = ruleTree['']!;

/**
 * The same of a path without an exact rule.
 *
 * @encourageInlining
 */
export function judgeBelow(path: string): Judgement {
  const end = path.indexOf('/', 1) + 1;
  let rules = ruleTree[path.slice(0, end)];
  if (rules === undefined) rules = elsewhere;
  return typeof rules === 'object' ? judgeByRules(path, rules, end) : rules;
}

/**
 * @param rules those of a directory
 * @param end where the directory ends in the path
 * @noinline
 */
function judgeByRules(path: string, rules: readonly Rule[], end: number): Judgement {
  // The rules of a directory above are among those of one below.
  while ((end = path.indexOf('/', end) + 1)) {
    const below = ruleTree[path.slice(0, end)];
    if (typeof below !== 'object') {
      if (below !== undefined) return below;
      break;
    }
    rules = below;
  }
  for (let i = 0; i < rules.length; i++) {
    const allow = rules[i]![0];
    const pattern = rules[i]![1];
    const found = pattern && path.match(pattern);
    if (found || !pattern) return allow === owner ? ownedBy(found![1]!) : allow;
  }
  return anySession;
}

function ownedBy(sub: string): Judgement {
  return ('=' + sub) as Judgement;
}

/** Why a good session is not let in; `''` when it is. */
export function refuseByRule(judgement: Judgement, token: TokenParts): Reason | '' {
  if (typeof judgement === 'number') return '';
  if (isOwner(judgement)) return judgement === ownedBy(token[at.sub]!) ? '' : 'owner';
  return hasGroup(token[at.groups]!, judgement) ? '' : 'group';
}

function isOwner(judgement: string): judgement is `=${string}` {
  return judgement[0] === '=';
}
