/** Holds the app's distributions against what protection needs, once they are all there. */
import { Stack } from 'aws-cdk-lib';
import {
  CfnDistribution,
  CfnRealtimeLogConfig,
  FunctionEventType,
} from 'aws-cdk-lib/aws-cloudfront';
import type { IConstruct } from 'constructs';
import { checkRegion } from './check.ts';
import { Edge } from './edge.ts';
import { exposedIdentityHeaders } from './check-identity-headers.ts';
import type { Latchkey } from './latchkey.ts';

/** The parts of a behavior that matter here; references are resolved, not known. */
export interface Behavior {
  /** Of every behavior but the default one. */
  readonly pathPattern?: string;
  readonly targetOriginId: string;
  readonly functionAssociations?: readonly { eventType?: string; functionArn?: unknown }[];
  readonly trustedKeyGroups?: readonly unknown[];
  readonly cachePolicyId?: unknown;
  readonly originRequestPolicyId?: unknown;
}

interface Config {
  readonly defaultCacheBehavior: Behavior;
  readonly cacheBehaviors?: readonly Behavior[];
  readonly origins?: readonly { id: string; domainName: unknown }[];
  readonly originGroups?: {
    readonly items?: readonly {
      id: string;
      members: { items: readonly { originId: string }[] };
    }[];
  };
  readonly logging?: { includeCookies?: boolean };
  readonly viewerCertificate?: { acmCertificateArn?: unknown };
  readonly webAclId?: unknown;
}

interface Site {
  readonly construct: CfnDistribution;
  readonly config: Config;
  readonly behaviors: readonly JudgedBehavior[];
}

interface JudgedBehavior extends Behavior {
  /** Whether the function of this deployment stands before it. */
  readonly isOurs: boolean;
  /** Whether that of any deployment of the app does. */
  readonly isGuarded: boolean;
}

/** What is wrong with the app's distributions, as far as this deployment protects them. */
export function checkDistributions(latchkey: Latchkey, identityHeaders: boolean): string[] {
  const everything = latchkey.node.root.node.findAll();
  const edges = everything.filter((construct) => construct instanceof Edge);
  const all = everything
    .filter((construct) => construct instanceof CfnDistribution)
    .map((construct) => siteOf(construct, latchkey.edge, edges));
  const ours = all.filter(({ behaviors }) => behaviors.some(({ isOurs }) => isOurs));
  const guarded = new Set(
    ours.flatMap(({ config, behaviors }) =>
      behaviors.filter(({ isOurs }) => isOurs).flatMap((behavior) => originsOf(behavior, config)),
    ),
  );
  return [
    ...all.flatMap((site) => checkWaysAround(site, guarded)),
    ...ours.flatMap((site) => [
      ...checkAuthPath(site, latchkey.authPathPattern),
      ...checkAlone(site),
      ...(identityHeaders ? checkIdentityHeaders(site, everything) : []),
      ...checkSite(site),
    ]),
    ...everything
      .filter(logsCookies)
      .map(({ node }) => `${node.path} logs cookies, and sessions with them`),
  ];
}

function siteOf(construct: CfnDistribution, own: Edge, edges: readonly Edge[]): Site {
  const stack = Stack.of(construct);
  const config = stack.resolve(construct.distributionConfig) as Config;
  const arnOf = (edge: Edge) => JSON.stringify(stack.resolve(edge.function.functionArn));
  const known = edges.map(arnOf);
  const behaviors = [...(config.cacheBehaviors ?? []), config.defaultCacheBehavior];
  return {
    construct,
    config,
    behaviors: behaviors.map((behavior) => {
      const arns = (behavior.functionAssociations ?? [])
        .filter(({ eventType }) => eventType === String(FunctionEventType.VIEWER_REQUEST))
        .map(({ functionArn }) => JSON.stringify(functionArn));
      return {
        ...behavior,
        isOurs: arns.includes(arnOf(own)),
        isGuarded: arns.some((arn) => known.includes(arn)),
      };
    }),
  };
}

/** The domain names that a behavior's requests go to; an origin group has several. */
function originsOf({ targetOriginId }: Behavior, { origins, originGroups }: Config): string[] {
  const group = originGroups?.items?.find(({ id }) => id === targetOriginId);
  const ids = group?.members.items.map(({ originId }) => originId) ?? [targetOriginId];
  return ids.map((id) => JSON.stringify(origins?.find((origin) => origin.id === id)?.domainName));
}

function checkWaysAround(site: Site, guarded: ReadonlySet<string>): string[] {
  return site.behaviors
    .filter(
      (behavior) =>
        !behavior.isGuarded &&
        // CloudFront's own signed cookies and URLs are protection too.
        (behavior.trustedKeyGroups ?? []).length === 0 &&
        originsOf(behavior, site.config).some((origin) => guarded.has(origin)),
    )
    .map(
      (behavior) =>
        `${site.construct.node.path}: the behavior ${nameOf(behavior)} leads to a protected origin without the function; protect it too, and open it by a public rule`,
    );
}

function checkAuthPath({ construct, behaviors }: Site, pattern: string): string[] {
  return behaviors.some(({ isOurs, pathPattern }) => isOurs && pathPattern === pattern)
    ? []
    : [`${construct.node.path} has no behavior for ${pattern}: add authBehavior()`];
}

/** On one host two deployments have one cookie between them, and would end each other's sessions. */
function checkAlone({ construct, behaviors }: Site): string[] {
  return behaviors
    .filter(({ isOurs, isGuarded }) => isGuarded && !isOurs)
    .map(
      (behavior) =>
        `${construct.node.path}: the behavior ${nameOf(behavior)} is protected by another deployment, and both keep their sessions in the same cookie; use one deployment with a rule for each path, or a distribution for each deployment`,
    );
}

function checkIdentityHeaders(site: Site, everything: readonly IConstruct[]): string[] {
  return site.behaviors.flatMap((behavior) => {
    const exposed = behavior.isOurs
      ? exposedIdentityHeaders(behavior, Stack.of(site.construct), everything)
      : [];
    return exposed.length === 0
      ? []
      : [
          `${site.construct.node.path}: the behavior ${nameOf(behavior)} caches answers that the origin may make from ${exposed.join(', ')}; put them into the cache key, or turn caching off`,
        ];
  });
}

function checkSite({ construct, config }: Site): string[] {
  const { path } = construct.node;
  const certificate = config.viewerCertificate?.acmCertificateArn;
  const { webAclId } = config;
  return [
    ...(config.logging?.includeCookies === true
      ? [`${path} logs cookies, and sessions with them`]
      : []),
    ...(typeof certificate === 'string' ? checkRegion(`${path}: certificate`, certificate) : []),
    ...(typeof webAclId === 'string' && webAclId.startsWith('arn:')
      ? checkRegion(`${path}: web ACL`, webAclId)
      : []),
  ];
}

const cookieFields = ['cs-cookie', 'cs-headers'];

function logsCookies(construct: IConstruct): boolean {
  return (
    construct instanceof CfnRealtimeLogConfig &&
    construct.fields.some((field) => cookieFields.includes(field))
  );
}

function nameOf({ pathPattern }: Behavior): string {
  return pathPattern ?? '*';
}
