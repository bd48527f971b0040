import type { EdgeConfig } from '../config.ts';
import { checkConfig, ConfigError, type EdgeConfigInput, type RuleInput } from './check.ts';
import { compileExactRules, compileRuleTree } from './compile-rules.ts';

/**
 * Checks a configuration and compiles it for the edge.
 *
 * @param input what the author wrote: JSON of the shape of {@link EdgeConfigInput}
 * @throws {ConfigError} with every fault, not only the first
 */
export function compileConfig(input: unknown): EdgeConfig {
  const checked = checkConfig(input);
  if ('faults' in checked) throw new ConfigError(checked.faults);
  const { config } = checked;
  const rules = withIndexDocuments(config.rules, config.indexDocument);
  return [
    config.audience,
    config.authPath,
    compileExactRules(rules, config),
    config.sessionTtl,
    config.maxAge,
    config.cookieMaxAge,
    config.identityHeaders,
    config.bearer,
    config.strictPaths,
    config.indexDocument ?? '',
    config.spaFallback ?? '',
    compileRuleTree(rules, config.authPath),
  ];
}

/** A pattern that ends in `/` covers its index document too. */
function withIndexDocuments(rules: readonly RuleInput[], indexDocument: string | null) {
  return rules.flatMap((rule) =>
    indexDocument !== null && rule.path.endsWith('/')
      ? [rule, { ...rule, path: rule.path + indexDocument }]
      : [rule],
  );
}

/** The groups that some rule names: no other has a place in a token. */
export function groupsNamedBy({ rules }: Pick<EdgeConfigInput, 'rules'>): string[] {
  return [
    ...new Set(rules.flatMap(({ allow }) => (typeof allow === 'object' ? allow.groups : []))),
  ];
}

export { ConfigError, type EdgeConfigInput };
