/** Every finding from what was read. Pure. */
import type { EdgeBundles } from '../../functions/compile/edge-code.ts';
import { defaultAuthPath } from '../../session/names.ts';
import type { Deployment } from '../deployment.ts';
import { checkDistribution, checkEdge } from './edge.ts';
import type { Facts } from './facts.ts';
import { check, ok, type Finding } from './finding.ts';
import { checkKeys } from './keys.ts';
import { checkBranding, checkCallbackUrls, checkHosts } from './sign-in.ts';
import { checkGrants, checkUrl } from './token-exchange.ts';

export function diagnose(facts: Facts, deployment: Deployment, bundle: EdgeBundles): Finding[] {
  const { tokenExchangeFunction = 'FUNCTION' } = deployment;
  const authPath = facts.stated.value?.config.authPath ?? defaultAuthPath;
  return [
    ...checkKeys(facts),
    ...checkEdge(facts, deployment, bundle),
    ...checkAnyDistribution(facts),
    ...facts.distributions.flatMap((distribution) => checkDistribution(distribution, deployment)),
    checkUrl(facts.url, tokenExchangeFunction),
    checkGrants(facts.grants, facts.distributions, tokenExchangeFunction),
    checkHosts(facts.parameter, facts.distributions),
    checkCallbackUrls(facts.client, facts.parameter, authPath),
    checkBranding(facts.branding, facts.parameter),
  ];
}

/** Where none is known, nothing can be said of them, and that is not well. */
function checkAnyDistribution({ distributions, grants }: Facts): Finding[] {
  if (distributions.length > 0) return [];
  const detail = 'no distribution is known, neither to the stack nor to the token exchange';
  const advice = 'Name it: --distribution ID';
  return [
    grants.failure
      ? check('distribution', 'Distribution', grants, () => ok(''))
      : { check: 'distribution', title: 'Distribution', state: 'unknown', detail, advice },
  ];
}
