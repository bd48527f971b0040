/** What a site needs to be open to everyone, before what its author says. */
import { addedBy } from '../functions/compile/check-rules.ts';
import type { RuleInput } from '../functions/compile/check.ts';
import { notFoundRule, unavailableRule } from '../token-exchange/pages/index.ts';
import { ruleFor } from './rule-for.ts';
import type { ProtectedSiteProps } from './site-props.ts';

/** The rules for the site's own pages, but for those that the author has opened too. */
export function rulesOfSite({
  notFoundPage = notFoundRule.path,
  rules,
}: Pick<ProtectedSiteProps, 'notFoundPage' | 'rules'>): RuleInput[] {
  return [unavailableRule, { ...notFoundRule, path: notFoundPage }]
    .filter(({ path }) => !isOpenedBy(rules, path))
    .map((rule) => ({ ...rule, [addedBy]: 'the site itself' }));
}

function isOpenedBy(rules: readonly RuleInput[], path: string): boolean {
  const first = ruleFor(path, rules);
  return first?.path === path && first.allow === 'public';
}
