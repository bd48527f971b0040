/** The function at the edge, and how distributions use it. Pure. */
import {
  CodeTooLargeError,
  edgeCode,
  type EdgeBundles,
} from '../../functions/compile/edge-code.ts';
import type { Deployment } from '../deployment.ts';
import type { AccessControl, AuthBehavior, DistributionFacts, Site } from './distributions.ts';
import type { Facts } from './facts.ts';
import { check, failed, ok, warning, type Fact, type Finding } from './finding.ts';

export function checkEdge(facts: Facts, deployment: Deployment, bundle: EdgeBundles): Finding[] {
  return [
    check('edge-code', "Edge function's code", both(facts), (code) => judgeCode(code, bundle)),
    check('edge-store', "Edge function's store", facts.stores, (stores) => {
      const wanted = deployment.keyValueStore;
      if (stores === null) return failed('no function is published', 'Deploy again');
      return stores.length === 1 && (wanted === undefined || stores[0] === wanted)
        ? ok('the one with the keys')
        : failed(
            `it reads ${stores.join(', ') || 'none'}, and the keys are in ${wanted ?? 'another'}: everybody gets 503`,
            'Deploy again',
          );
    }),
  ];
}

interface Code {
  readonly stated: Exclude<Facts['stated']['value'], undefined>;
  readonly live: string | null;
  readonly development: string | null;
}

function both({ stated, live, development }: Facts): Fact<Code> {
  const failure = live.failure ?? stated.failure ?? development.failure;
  if (failure) return { failure };
  const value = {
    stated: stated.value ?? null,
    live: live.value ?? null,
    development: development.value ?? null,
  };
  return { value };
}

function judgeCode({ stated, live, development }: Code, bundle: EdgeBundles) {
  if (live === null) {
    return failed(
      'it is not published to LIVE: nothing is protected by it',
      'Deploy again, or: aws cloudfront publish-function',
    );
  }
  if (live !== expectedCode(stated, bundle)) {
    return failed(
      'it is not what this version of latchkey makes of the configuration in the stack: changed by hand, or deployed by another version',
      'Compare: aws cloudfront get-function --stage LIVE; if nobody knows the change, deploy again and look who made it in CloudTrail',
    );
  }
  if (development !== live) {
    return warning(
      'LIVE is right, but DEVELOPMENT holds other code, which the next publish would bring',
      'Deploy again',
    );
  }
  return ok(
    (stated?.after ?? null) === null
      ? 'exactly what this version makes of the configuration'
      : 'exactly what this version makes of the configuration and the afterAuthorize in the stack',
  );
}

function expectedCode(stated: Code['stated'], bundle: EdgeBundles): string | null {
  try {
    return stated && edgeCode(stated.config, bundle, stated.after);
  } catch (error) {
    if (error instanceof CodeTooLargeError) return null;
    throw error;
  }
}

/** What is to be said of one distribution. */
export function checkDistribution(
  { id, fact }: DistributionFacts,
  { edgeFunction = '' }: Deployment,
): Finding[] {
  const at = (name: string) => `${name} of ${id}`;
  const ofAuth = <Value>(part: (auth: AuthBehavior) => Fact<Value>): Fact<Value | null> => {
    if (fact.failure) return { failure: fact.failure };
    return fact.value?.auth ? part(fact.value.auth) : { value: null };
  };
  return [
    check(`distribution:${id}`, `Distribution ${id}`, fact, judgeState),
    check(`behaviors:${id}`, at('Behaviors'), fact, (site) => judgeBehaviors(site, edgeFunction)),
    check(
      `auth-behavior:${id}`,
      at('Auth behavior'),
      ofAuth(({ cacheMaxTtl }) => cacheMaxTtl),
      (maxTtl) => judgeAuth(fact.value?.auth ?? null, maxTtl),
    ),
    check(
      `access-control:${id}`,
      at('Access control'),
      ofAuth(({ accessControl }) => accessControl),
      judgeControl,
    ),
    check(`error-pages:${id}`, at('Error pages'), fact, ({ errors }) => judgeErrors(errors)),
  ];
}

function judgeState({ isEnabled, isDeployed, hosts }: Site) {
  if (!isEnabled)
    return failed('it is disabled', 'Enable it at the CloudFront console, or deploy again');
  return isDeployed
    ? ok(`deployed, at ${hosts.join(', ')}`)
    : warning('a change is on its way to the edges', 'Wait some minutes and look again');
}

function judgeBehaviors({ behaviors }: Site, edgeFunction: string) {
  const isGuarded = ({ viewerRequest }: Site['behaviors'][number]) =>
    viewerRequest.includes(edgeFunction);
  const guarded = behaviors.filter(isGuarded);
  if (guarded.length === 0) {
    return failed('none has the function: nothing is protected', 'Deploy again');
  }
  const origins = new Set(guarded.map(({ origin }) => origin));
  const around = behaviors.filter(
    (behavior) => !isGuarded(behavior) && origins.has(behavior.origin),
  );
  if (around.length > 0) {
    return failed(
      `${patterns(around)} leads to a protected origin without the function: a way around it`,
      'Protect it too, and open it by a public rule',
    );
  }
  const plain = guarded.filter(({ viewerProtocol }) => viewerProtocol === 'allow-all');
  if (plain.length > 0) {
    return failed(
      `${patterns(plain)} can be had without TLS`,
      'Set its viewer protocol policy to redirect-to-https',
    );
  }
  const others = behaviors.filter((behavior) => !isGuarded(behavior));
  return ok(
    `the function is on ${patterns(guarded)}${others.length === 0 ? '' : `; to other origins, without it: ${patterns(others)}`}`,
  );
}

function patterns(behaviors: Site['behaviors']): string {
  return behaviors.map(({ pattern }) => pattern).join(', ');
}

function judgeAuth(auth: AuthBehavior | null, maxTtl: number | null) {
  if (auth === null) {
    return failed(
      'none leads to the token exchange: nobody can sign in',
      'Add authBehavior() and deploy',
    );
  }
  const faults = [
    maxTtl === 0
      ? ''
      : 'its cache policy keeps answers, and one visitor could get those of another',
    auth.originRequestPolicy === null
      ? 'it has no origin request policy: cookies and queries do not arrive'
      : '',
    auth.methods.includes('POST') ? '' : 'it does not let POST through',
  ].filter((fault) => fault !== '');
  return faults.length === 0
    ? ok(`${auth.pattern}, nothing cached`)
    : failed(`${auth.pattern}: ${faults.join('; ')}`, 'Use authBehavior() for it and deploy');
}

function judgeControl(control: AccessControl | null) {
  if (!control) {
    return failed(
      "the token exchange's origin has none: CloudFront's requests are not signed, and get 403",
      'Deploy again, or set the origin access control of that origin',
    );
  }
  return control.originType === 'lambda' && control.signing === 'always'
    ? ok('every request to the token exchange is signed')
    : failed(
        `it signs ${control.signing} for ${control.originType}, and has to sign always for lambda`,
        'Deploy again',
      );
}

/** CloudFront keeps these answers of an origin even where the origin does not say so. */
const cachedErrors = [404, 414, 500, 501, 502, 503, 504];

function judgeErrors(errors: Site['errors']) {
  const hidden = errors.filter(({ responseCode }) => responseCode !== null && responseCode < 400);
  if (hidden.length > 0) {
    const list = hidden
      .map(({ code, responseCode }) => `${code} becomes ${responseCode}`)
      .join(', ');
    return failed(
      `${list}: a refusal looks like a page, also to caches and scripts`,
      'Remove that error response; for a single-page app use spaFallback',
    );
  }
  const kept = cachedErrors.filter((code) => errors.find((one) => one.code === code)?.ttl !== 0);
  return kept.length === 0
    ? ok('no refusal becomes a page, none is cached')
    : warning(
        `${kept.join(', ')} of an origin are cached, and one visitor's error is shown to others`,
        'Give them an error caching minimum TTL of 0',
      );
}
