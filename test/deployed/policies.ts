/** The policies of a behavior: AWS's own by their ids, and those that the template makes. */
import {
  CachePolicy as Managed,
  OriginRequestPolicy as ManagedRequest,
} from 'aws-cdk-lib/aws-cloudfront';
import {
  cachingDisabled,
  cachingOptimized,
  type CachePolicy,
  type Choice,
  type OriginRequestPolicy,
} from '../../local/cloudfront/policies.ts';
import { TemplateError, type Fields } from './fields.ts';
import type { DeployedStack } from './stack.ts';

const managedCaches: Readonly<Record<string, CachePolicy>> = {
  [Managed.CACHING_DISABLED.cachePolicyId]: cachingDisabled,
  [Managed.CACHING_OPTIMIZED.cachePolicyId]: cachingOptimized,
};

const managedRequests: Readonly<Record<string, OriginRequestPolicy>> = {
  [ManagedRequest.ALL_VIEWER.originRequestPolicyId]: 'allViewer',
  [ManagedRequest.ALL_VIEWER_EXCEPT_HOST_HEADER.originRequestPolicyId]: 'allViewerExceptHostHeader',
};

export function cachePolicyOf(stack: DeployedStack, id: string): CachePolicy {
  const managed = managedCaches[id];
  if (managed) return managed;
  const type = 'AWS::CloudFront::CachePolicy';
  if (!stack.ids(type).includes(id)) throw new TemplateError(id, 'is no cache policy known here');
  return stack.read(id, type, (policy) =>
    policy.object('CachePolicyConfig', (config) => {
      config.idle('Name', 'Comment');
      const ttl = {
        minTtl: config.number('MinTTL'),
        defaultTtl: config.number('DefaultTTL'),
        maxTtl: config.number('MaxTTL'),
      };
      return config.object('ParametersInCacheKeyAndForwardedToOrigin', (key) => ({
        ...ttl,
        queryStrings: choice(key, 'QueryString'),
        headers: headers(key),
        cookies: choice(key, 'Cookie'),
        gzip: key.flag('EnableAcceptEncodingGzip'),
        brotli: key.flag('EnableAcceptEncodingBrotli'),
      }));
    }),
  );
}

/** @param id `undefined` where the behavior names none */
export function originRequestPolicyOf(
  stack: DeployedStack,
  id: string | undefined,
): OriginRequestPolicy {
  if (id === undefined) return 'none';
  const managed = managedRequests[id];
  if (managed) return managed;
  const type = 'AWS::CloudFront::OriginRequestPolicy';
  if (!stack.ids(type).includes(id)) {
    throw new TemplateError(id, 'is no origin request policy known here');
  }
  return stack.read(id, type, (policy) =>
    policy.object('OriginRequestPolicyConfig', (config) => {
      config.idle('Name', 'Comment');
      return {
        queryStrings: choice(config, 'QueryString'),
        headers: headers(config),
        cookies: choice(config, 'Cookie'),
      };
    }),
  );
}

function choice(fields: Fields, kind: 'QueryString' | 'Cookie'): Choice {
  return fields.object(`${kind}sConfig`, (config) => {
    const behavior = config.text(`${kind}Behavior`);
    if (behavior === 'whitelist') return config.texts(`${kind}s`);
    if (behavior === 'none' || behavior === 'all') return behavior;
    throw new TemplateError(config.at, `has the behavior ${behavior}, which is not known here`);
  });
}

function headers(fields: Fields): string[] {
  return fields.object('HeadersConfig', (config) => {
    const behavior = config.text('HeaderBehavior');
    if (behavior === 'whitelist') return config.texts('Headers').map((name) => name.toLowerCase());
    if (behavior === 'none') return [];
    throw new TemplateError(config.at, `has the behavior ${behavior}, which is not known here`);
  });
}
