/** The distributions of a template as `local/cloudfront` runs them. */
import type {
  Behavior,
  CustomErrorResponse,
  DistributionConfig,
} from '../../local/cloudfront/config.ts';
import type { EdgeFunction } from '../../local/cloudfront/edge-runtime.ts';
import { localAccount } from '../../local/aws/clients.ts';
import { TemplateError, type Fields } from './fields.ts';
import { readOrigin, type OriginMeans } from './origins.ts';
import { cachePolicyOf, originRequestPolicyOf } from './policies.ts';
import { responseHeadersPolicyOf } from './response-headers.ts';
import type { DeployedStack } from './stack.ts';

export interface DistributionMeans extends OriginMeans {
  /** The functions by their ARNs. */
  readonly functions: ReadonlyMap<string, EdgeFunction>;
  readonly onDiagnosis?: DistributionConfig['onDiagnosis'];
}

export interface DescribedDistribution {
  /** The host that viewers ask. */
  readonly host: string;
  readonly config: DistributionConfig;
}

/** @throws {TemplateError} for whatever of a distribution is not known here */
export function distributionsOf(
  stack: DeployedStack,
  means: DistributionMeans,
): DescribedDistribution[] {
  return stack.all('AWS::CloudFront::Distribution', (fields, id) => ({
    host: stack.name(id, 'DomainName'),
    config: fields.object('DistributionConfig', (config) => readConfig(stack, config, id, means)),
  }));
}

function readConfig(
  stack: DeployedStack,
  config: Fields,
  id: string,
  means: DistributionMeans,
): DistributionConfig {
  config.only('Enabled', true);
  // The function has served it before.
  config.idle('DefaultRootObject');
  // How it is reached, where from, and who keeps a record.
  config.idle('Comment', 'HttpVersion', 'IPV6Enabled', 'Logging', 'PriceClass');
  const distribution = `arn:aws:cloudfront::${localAccount.accountId}:distribution/${stack.name(id)}`;
  const origins = config.objects('Origins', (origin) =>
    readOrigin(stack, origin, distribution, means),
  );
  const behaviors = [
    ...config.objects('CacheBehaviors', (behavior) =>
      readBehavior(stack, behavior, behavior.text('PathPattern'), means),
    ),
    config.object('DefaultCacheBehavior', (behavior) => readBehavior(stack, behavior, '*', means)),
  ];
  return {
    domainName: stack.name(id, 'DomainName'),
    distributionId: stack.name(id),
    scheme: 'http',
    behaviors,
    origins: Object.fromEntries(origins.map(({ id: name, origin }) => [name, origin])),
    originTimeout: timeoutOf(config.at, origins),
    customErrorResponses: config.objects('CustomErrorResponses', readErrorResponse),
    now: means.now,
    ...(means.onDiagnosis && { onDiagnosis: means.onDiagnosis }),
  };
}

function readBehavior(
  stack: DeployedStack,
  fields: Fields,
  pathPattern: string,
  { functions }: DistributionMeans,
): Behavior {
  fields.only('ViewerProtocolPolicy', 'redirect-to-https', 'https-only');
  const allowedMethods = fields.texts('AllowedMethods');
  const policy = fields.optionalText('ResponseHeadersPolicyId');
  const associations = fields.objects('FunctionAssociations', (association) => {
    association.only('EventType', 'viewer-request');
    const arn = association.text('FunctionARN');
    const edgeFunction = functions.get(arn);
    if (!edgeFunction) throw new TemplateError(association.at, `has ${arn}, not in the template`);
    return edgeFunction;
  });
  return {
    pathPattern,
    origin: fields.text('TargetOriginId'),
    allowedMethods: allowedMethods.length > 0 ? allowedMethods : ['GET', 'HEAD'],
    cachePolicy: cachePolicyOf(stack, fields.text('CachePolicyId')),
    originRequestPolicy: originRequestPolicyOf(stack, fields.optionalText('OriginRequestPolicyId')),
    compress: fields.flag('Compress'),
    ...(policy !== undefined && { responseHeadersPolicy: responseHeadersPolicyOf(stack, policy) }),
    ...(associations[0] && { functionAssociation: { viewerRequest: associations[0] } }),
  };
}

function readErrorResponse(fields: Fields): CustomErrorResponse {
  const responseCode = fields.optionalNumber('ResponseCode');
  const responsePagePath = fields.optionalText('ResponsePagePath');
  const errorCachingMinTtl = fields.optionalNumber('ErrorCachingMinTTL');
  return {
    errorCode: fields.number('ErrorCode'),
    ...(responseCode !== undefined && { responseCode }),
    ...(responsePagePath !== undefined && { responsePagePath }),
    ...(errorCachingMinTtl !== undefined && { errorCachingMinTtl }),
  };
}

/** One for all of them is what runs here. */
function timeoutOf(at: string, origins: readonly { readonly timeout: number }[]): number {
  const [timeout = 30, ...others] = new Set(origins.map((origin) => origin.timeout));
  if (others.length > 0) throw new TemplateError(at, 'has origins with different timeouts');
  return timeout;
}
