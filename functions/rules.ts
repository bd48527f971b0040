import type { Reason } from '../session/reasons.ts';
import { hasOneOf, type Claims } from '../session/token.ts';
import { rules, type Allow, type Glob } from './config.ts';

/** Whom a path is open to: everyone of an {@link Allow}, or `=` and the one subject it belongs to. */
export type Judgement = Allow | `=${string}`;

/** What the first rule that matches says; what none matches is open to any session. */
export function judgePath(path: string): Judgement {
  const text = bound(path);
  for (let i = 0; i < rules.length; i++) {
    const rule = rules[i]!;
    const before = rule[2];
    if (!before) {
      if (matchesGlob(text, rule[0])) return rule[1];
    } else if (path.indexOf(before) === 0) {
      const end = (path + '/').indexOf('/', before.length);
      if (end > before.length && matchesGlob(bound(path.slice(end)), rule[0])) {
        return ('=' + path.slice(before.length, end)) as Judgement;
      }
    }
  }
  return 'session';
}

/** Why a good session is not let in; `''` when it is. */
export function refuseByRule(judgement: Judgement, claims: Claims): Reason | '' {
  if (typeof judgement !== 'string') return hasOneOf(claims.groups, judgement) ? '' : 'group';
  return judgement.charAt(0) === '=' && judgement !== '=' + claims.sub ? 'owner' : '';
}

/** Marks where a path begins and ends, for {@link Glob}. */
function bound(path: string): string {
  return '\\' + path + '\\';
}

/** Each piece at its first place, one after the other: enough for `*`, and cannot backtrack. */
function matchesGlob(text: string, glob: Glob): boolean {
  if (typeof glob === 'string') return new RegExp(glob).test(text);
  let at = 0;
  for (let i = 0; i < glob.length; i++) {
    at = text.indexOf(glob[i]!, at);
    if (at < 0) return false;
    at += glob[i]!.length;
  }
  return true;
}
