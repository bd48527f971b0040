import { encodeGroup } from '../../session/token.ts';
import type { Allow, EdgeConfig, Rule } from '../config.ts';
import { checkConfig, ConfigError, type EdgeConfigInput, type RuleInput } from './check.ts';
import { compileGlob, subMark } from './pattern.ts';

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
  return [
    config.audience,
    config.authPath,
    compileRules(config.rules, config.indexDocument),
    config.sessionTtl,
    config.maxAge,
    config.cookieMaxAge,
    config.identityHeaders,
    config.bearer,
    config.strictPaths,
    config.indexDocument ?? '',
    config.spaFallback ?? '',
  ];
}

function compileRules(rules: readonly RuleInput[], indexDocument: string | null): Rule[] {
  const compiled = rules.flatMap((rule) => withIndexDocument(rule, indexDocument).map(compileRule));
  // What no rule matches requires a session: rules at the end that only say so cost for nothing.
  while (compiled.at(-1)?.[1] === 'session' && compiled.at(-1)?.length === 2) compiled.pop();
  return compiled;
}

/** A pattern that ends in `/` covers its index document too. */
function withIndexDocument(rule: RuleInput, indexDocument: string | null): RuleInput[] {
  return indexDocument !== null && rule.path.endsWith('/')
    ? [rule, { ...rule, path: rule.path + indexDocument }]
    : [rule];
}

function compileRule(rule: RuleInput): Rule {
  if (rule.allow === 'owner') {
    const [before = '', after = ''] = rule.path.split(subMark);
    return [compileGlob(after), 'session', before];
  }
  const allow: Allow =
    typeof rule.allow === 'string' ? rule.allow : rule.allow.groups.map(encodeGroup);
  return [compileGlob(rule.path), allow];
}

/** The groups that some rule names: no other has a place in a token. */
export function groupsNamedBy({ rules }: Pick<EdgeConfigInput, 'rules'>): string[] {
  return [
    ...new Set(rules.flatMap(({ allow }) => (typeof allow === 'object' ? allow.groups : []))),
  ];
}

export { ConfigError, type EdgeConfigInput };
