import type { Reason } from '../session/reasons.ts';
import { holdsMark, markSubject, splitBody, type Mark, type TokenHead } from '../session/token.ts';
import { exactRules, ruleTree } from './config.ts';
import { anySession, everyone, type Judgement, type Judgements, type Rule } from './rule.ts';

/**
 * What the first rule that matches says; what none matches is open to any session.
 *
 * @noinline
 */
export function judgePath(path: string): Judgement {
  const exact = exactRules[path];
  return exact ? (exact[0] as Judgement) : judgeBelow(path);
}

const elsewhere = ruleTree[''] || anySession;

/**
 * The same of a path without an exact rule.
 *
 * @encourageInlining
 */
export function judgeBelow(path: string): Judgement {
  const end = path.indexOf('/', 1) + 1;
  const rules = ruleTree[path.slice(0, end)] || elsewhere;
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
      if (below) return below;
      break;
    }
    rules = below;
  }
  for (let i = 0; i < rules.length; i++) {
    const rule = rules[i]!;
    const found = !rule[1] || path.match(rule[1]);
    if (found) return rule[0] || markSubject((found as RegExpMatchArray)[1]!);
  }
  return anySession;
}

/** What lets in only whom both let in. */
export function bothOf(one: Judgement, other: Judgement): Judgements {
  return one === other ? one : [one, other];
}

/**
 * Why a good session is not let in; `''` when it is.
 *
 * @param asked never for the token exchange, which has no pages: `checkConfig` sees to it
 * @noinline
 */
export function refuseByRule(asked: Judgements, head: TokenHead): Reason | '' {
  if (typeof asked === 'object')
    return refuseByRule(asked[0], head) || refuseByRule(asked[1], head);
  if (holdsMark(splitBody(head), asked as Mark)) return '';
  return (asked as string)[0] === everyone ? 'owner' : 'group';
}
