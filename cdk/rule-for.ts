import type { RuleInput } from '../functions/compile/check.ts';
import { covers } from '../functions/compile/pattern.ts';

/** The first rule that matches a path. The rules may be wrong themselves, which is told elsewhere. */
export function ruleFor(path: string, rules: unknown): RuleInput | undefined {
  const known: readonly unknown[] = Array.isArray(rules) ? rules : [];
  return known
    .filter((rule): rule is RuleInput => typeof (rule as RuleInput | null)?.path === 'string')
    .find((rule) => covers(rule.path, path));
}
