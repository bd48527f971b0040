import type { Stack } from 'aws-cdk-lib';
import {
  CachePolicy,
  CfnCachePolicy,
  CfnOriginRequestPolicy,
  OriginRequestPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import type { IConstruct } from 'constructs';
import { groupsHeader, sidHeader, subHeader } from '../session/names.ts';
import type { Behavior } from './check-distributions.ts';

const identityHeaders = [subHeader, groupsHeader, sidHeader];

interface HeadersConfig {
  readonly headerBehavior?: string;
  readonly headers?: readonly string[];
}

interface CacheConfig {
  readonly maxTtl?: number;
  readonly parametersInCacheKeyAndForwardedToOrigin?: { headersConfig?: HeadersConfig };
}

const managedWithAllHeaders: readonly unknown[] = [
  OriginRequestPolicy.ALL_VIEWER,
  OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
  OriginRequestPolicy.ALL_VIEWER_AND_CLOUDFRONT_2022,
].map(({ originRequestPolicyId }) => originRequestPolicyId);

/**
 * The identity headers that the origin of a caching behavior gets and the cache does not tell
 * apart: one visitor would be served another's answer. Of a policy that the app does not make
 * nothing is known but AWS's own, none of which has such a header in its key.
 */
export function exposedIdentityHeaders(
  behavior: Behavior,
  stack: Stack,
  everything: readonly IConstruct[],
): string[] {
  if (behavior.cachePolicyId === CachePolicy.CACHING_DISABLED.cachePolicyId) return [];
  const policy = everything.find(
    (construct) => construct instanceof CfnCachePolicy && isRef(behavior.cachePolicyId, construct),
  ) as CfnCachePolicy | undefined;
  const cache = stack.resolve(policy?.cachePolicyConfig ?? {}) as CacheConfig;
  if (cache.maxTtl === 0) return [];
  const key = cache.parametersInCacheKeyAndForwardedToOrigin?.headersConfig?.headers ?? [];
  const inKey = key.map((name) => name.toLowerCase());
  const reaches = headersForOrigin(behavior, stack, everything);
  return identityHeaders.filter((name) => reaches(name) && !inKey.includes(name));

  function isRef(id: unknown, construct: CfnCachePolicy): boolean {
    return JSON.stringify(id) === JSON.stringify(stack.resolve(construct.ref));
  }
}

/** Which headers the origin request policy lets through besides those of the cache key. */
function headersForOrigin(
  { originRequestPolicyId }: Behavior,
  stack: Stack,
  everything: readonly IConstruct[],
): (name: string) => boolean {
  if (managedWithAllHeaders.includes(originRequestPolicyId)) return () => true;
  const policy = everything.find(
    (construct) =>
      construct instanceof CfnOriginRequestPolicy &&
      JSON.stringify(originRequestPolicyId) === JSON.stringify(stack.resolve(construct.ref)),
  ) as CfnOriginRequestPolicy | undefined;
  if (!policy) return () => false;
  const { headersConfig } = stack.resolve(policy.originRequestPolicyConfig) as {
    headersConfig?: HeadersConfig;
  };
  const names = (headersConfig?.headers ?? []).map((name) => name.toLowerCase());
  switch (headersConfig?.headerBehavior) {
    case 'allViewer':
    case 'allViewerAndWhitelistCloudFront':
      return () => true;
    case 'allExcept':
      return (name) => !names.includes(name);
    default:
      return (name) => names.includes(name);
  }
}
