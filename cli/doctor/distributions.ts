/** The distributions of a deployment, as far as the checks need them. */
import type { CacheBehavior, DefaultCacheBehavior, Distribution } from '@aws-sdk/client-cloudfront';
import type { Aws } from '../aws/clients.ts';
import { call } from '../aws/errors.ts';
import type { Deployment } from '../deployment.ts';
import { factOf, type Fact } from './finding.ts';
import { cloudFrontPrincipal, type Statement } from './token-exchange.ts';

export interface Behavior {
  /** `*` for the default one. */
  readonly pattern: string;
  /** The domain of its origin. */
  readonly origin: string;
  readonly viewerProtocol: string;
  readonly methods: readonly string[];
  readonly originRequestPolicy: string | null;
  /** ARNs of its viewer-request functions. */
  readonly viewerRequest: readonly string[];
}

export interface AuthBehavior extends Behavior {
  /** How long answers are kept at most, in seconds; `0` turns caching off. */
  readonly cacheMaxTtl: Fact<number>;
  readonly accessControl: Fact<AccessControl | null>;
}

export interface AccessControl {
  readonly originType: string;
  readonly signing: string;
}

export interface ErrorResponse {
  readonly code: number;
  readonly responseCode: number | null;
  /** Seconds. */
  readonly ttl: number;
}

export interface Site {
  readonly arn: string;
  readonly isDeployed: boolean;
  readonly isEnabled: boolean;
  /** Its own names, or the one that CloudFront gave it. */
  readonly hosts: readonly string[];
  readonly behaviors: readonly Behavior[];
  /** The behavior that leads to the token exchange; `null` where none does. */
  readonly auth: AuthBehavior | null;
  readonly errors: readonly ErrorResponse[];
}

export interface DistributionFacts {
  readonly id: string;
  readonly fact: Fact<Site>;
}

/** Those of the stack, and those that the token exchange lets in. */
export async function readDistributions(
  aws: Aws,
  { distributions = [] }: Pick<Deployment, 'distributions'>,
  grants: readonly Statement[],
  exchangeHost: string | undefined,
): Promise<DistributionFacts[]> {
  const granted = grants
    .filter(({ principal }) => principal === cloudFrontPrincipal)
    .flatMap(({ sourceArn }) => /:distribution\/(\w+)$/.exec(sourceArn ?? '')?.[1] ?? []);
  const ids = [...new Set([...distributions, ...granted])];
  return Promise.all(
    ids.map(async (id) => ({ id, fact: await factOf(() => readSite(aws, id, exchangeHost)) })),
  );
}

async function readSite(aws: Aws, id: string, exchangeHost: string | undefined): Promise<Site> {
  const client = await aws.cloudFront();
  const { Distribution: found } = await call('cloudfront:GetDistribution', () =>
    client.getDistribution({ Id: id }),
  );
  const config = found?.DistributionConfig;
  const raw = [...(config?.CacheBehaviors?.Items ?? []), config?.DefaultCacheBehavior].filter(
    (behavior) => behavior !== undefined,
  );
  const behaviors = raw.map((behavior) => behaviorOf(behavior, found));
  const at = behaviors.findIndex(({ origin }) => origin === exchangeHost);
  const aliases = config?.Aliases?.Items ?? [];
  return {
    arn: found?.ARN ?? '',
    isDeployed: found?.Status === 'Deployed',
    isEnabled: config?.Enabled === true,
    hosts: aliases.length > 0 ? aliases : [found?.DomainName ?? ''],
    behaviors,
    auth: await authOf(aws, raw[at], behaviors[at], found),
    errors: (config?.CustomErrorResponses?.Items ?? []).map((item) => ({
      code: item.ErrorCode ?? 0,
      responseCode: item.ResponseCode ? Number(item.ResponseCode) : null,
      // CloudFront's own default.
      ttl: item.ErrorCachingMinTTL ?? 10,
    })),
  };
}

function behaviorOf(
  behavior: CacheBehavior | DefaultCacheBehavior,
  distribution: Distribution | undefined,
): Behavior {
  const origin = originOf(behavior, distribution);
  return {
    pattern: 'PathPattern' in behavior ? (behavior.PathPattern ?? '*') : '*',
    origin: origin?.DomainName ?? '',
    viewerProtocol: behavior.ViewerProtocolPolicy ?? '',
    methods: behavior.AllowedMethods?.Items ?? [],
    originRequestPolicy: behavior.OriginRequestPolicyId ?? null,
    viewerRequest: (behavior.FunctionAssociations?.Items ?? [])
      .filter(({ EventType }) => EventType === 'viewer-request')
      .map(({ FunctionARN = '' }) => FunctionARN),
  };
}

function originOf(
  behavior: CacheBehavior | DefaultCacheBehavior,
  distribution: Distribution | undefined,
) {
  const origins = distribution?.DistributionConfig?.Origins?.Items ?? [];
  return origins.find(({ Id }) => Id === behavior.TargetOriginId);
}

async function authOf(
  aws: Aws,
  raw: CacheBehavior | DefaultCacheBehavior | undefined,
  behavior: Behavior | undefined,
  distribution: Distribution | undefined,
): Promise<AuthBehavior | null> {
  if (!raw || !behavior) return null;
  const [cacheMaxTtl, accessControl] = await Promise.all([
    factOf(() => maxTtlOf(aws, raw)),
    factOf(() => accessControlOf(aws, originOf(raw, distribution)?.OriginAccessControlId)),
  ]);
  return { ...behavior, cacheMaxTtl, accessControl };
}

/** Without a policy the behavior has its own times, as old distributions do. */
async function maxTtlOf(aws: Aws, behavior: CacheBehavior | DefaultCacheBehavior): Promise<number> {
  const id = behavior.CachePolicyId;
  if (id === undefined) return behavior.MaxTTL ?? 31_536_000;
  const client = await aws.cloudFront();
  const { CachePolicy } = await call('cloudfront:GetCachePolicy', () =>
    client.getCachePolicy({ Id: id }),
  );
  return CachePolicy?.CachePolicyConfig?.MaxTTL ?? 31_536_000;
}

async function accessControlOf(aws: Aws, id: string | undefined): Promise<AccessControl | null> {
  if (id === undefined || id === '') return null;
  const client = await aws.cloudFront();
  const { OriginAccessControl } = await call('cloudfront:GetOriginAccessControl', () =>
    client.getOriginAccessControl({ Id: id }),
  );
  const config = OriginAccessControl?.OriginAccessControlConfig;
  return {
    originType: config?.OriginAccessControlOriginType ?? '',
    signing: config?.SigningBehavior ?? '',
  };
}
