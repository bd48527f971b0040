/** A distribution as GetDistribution writes it. */
import type { BehaviorRecord, DistributionRecord } from './deployment-record.ts';
import { countedList, type XmlValue } from './xml.ts';

export function describeDistribution(distribution: DistributionRecord): XmlValue {
  const { id, arn, domainName, status, enabled, aliases, origins, errorResponses } = distribution;
  const behaviors = distribution.behaviors.slice(0, -1);
  const fallback = distribution.behaviors.at(-1);
  return {
    Id: id,
    ARN: arn,
    Status: status,
    DomainName: domainName,
    LastModifiedTime: '2026-01-01T00:00:00Z',
    InProgressInvalidationBatches: 0,
    DistributionConfig: {
      CallerReference: id,
      Comment: '',
      Enabled: enabled,
      Aliases: countedList('CNAME', aliases),
      Origins: countedList(
        'Origin',
        origins.map((origin) => ({
          Id: origin.id,
          DomainName: origin.domainName,
          OriginAccessControlId: origin.accessControl,
        })),
      ),
      DefaultCacheBehavior: fallback && describeBehavior(fallback),
      CacheBehaviors: countedList(
        'CacheBehavior',
        behaviors.map((behavior) => ({
          PathPattern: behavior.pattern,
          ...(describeBehavior(behavior) as object),
        })),
      ),
      CustomErrorResponses: countedList(
        'CustomErrorResponse',
        errorResponses.map(({ code, responseCode, page, ttl }) => ({
          ErrorCode: code,
          ResponseCode: responseCode,
          ResponsePagePath: page,
          ErrorCachingMinTTL: ttl,
        })),
      ),
    },
  };
}

function describeBehavior(behavior: BehaviorRecord): XmlValue {
  const { origin, methods, cachePolicy, originRequestPolicy, viewerProtocol } = behavior;
  const functions = behavior.viewerRequest === null ? [] : [behavior.viewerRequest];
  return {
    TargetOriginId: origin,
    ViewerProtocolPolicy: viewerProtocol,
    AllowedMethods: countedList('Method', methods),
    CachePolicyId: cachePolicy,
    OriginRequestPolicyId: originRequestPolicy,
    FunctionAssociations: countedList(
      'FunctionAssociation',
      functions.map((FunctionARN) => ({ FunctionARN, EventType: 'viewer-request' })),
    ),
  };
}
