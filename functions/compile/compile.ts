import type { EdgeConfig } from '../config.ts';
import { ringKeyPrefix } from '../../session/names.ts';
import { strictlyUnfit, unfit } from '../path.ts';
import {
  checkConfig,
  ConfigError,
  type CheckedConfig,
  type EdgeConfigInput,
  type RuleInput,
} from './check.ts';
import { compileExactRules, compileRuleTree } from './compile-rules.ts';

/**
 * Checks a configuration.
 *
 * @param input what the author wrote: JSON of the shape of {@link EdgeConfigInput}
 * @throws {ConfigError} with every fault, not only the first
 */
export function readConfig(input: unknown): CheckedConfig {
  const checked = checkConfig(input);
  if ('faults' in checked) throw new ConfigError(checked.faults);
  return checked.config;
}

/** Compiles a configuration for the edge. */
export function compileConfig(config: CheckedConfig): EdgeConfig {
  const rules = withIndexDocuments(config.rules, config.indexDocument);
  const extras = [
    config.identityHeaders ? 1 : 0,
    config.bearer ? 1 : 0,
    config.spaFallback ?? '',
  ] as const;
  return [
    ringKeyPrefix + config.audience,
    config.authPath,
    compileExactRules(rules, config),
    compileRuleTree(rules, config.authPath),
    config.sessionTtl,
    config.maxAge,
    config.cookieMaxAge,
    ...(config.strictPaths ? strictlyUnfit : unfit),
    config.indexDocument ?? '',
    ...(needsExtras(config) ? extras : ([] as const)),
  ];
}

/** Whether anything is on that the lean bundle is built without. */
export function needsExtras({ identityHeaders, bearer, spaFallback }: CheckedConfig): boolean {
  return identityHeaders || bearer || spaFallback !== null;
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
