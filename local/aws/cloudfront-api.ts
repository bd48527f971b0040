import type { HttpRequest, HttpResponse } from '../http.ts';
import { requireSignature } from './authorization.ts';
import { describeDistribution } from './cloudfront-distribution-xml.ts';
import type { DeploymentRecord } from './deployment-record.ts';
import { AwsError } from './errors.ts';
import { element, type XmlValue } from './xml.ts';

/** The version of the API, with which every path begins. */
export const cloudFrontPath = '/2020-05-31/';

const namespace = 'http://cloudfront.amazonaws.com/doc/2020-05-31/';

type Reader = (record: DeploymentRecord, name: string, query: URLSearchParams) => HttpResponse;

const routes: readonly (readonly [RegExp, action: string, read: Reader])[] = [
  [/^distribution\/([^/]+)$/, 'GetDistribution', getDistribution],
  [/^function\/([^/]+)$/, 'GetFunction', getFunction],
  [/^function\/([^/]+)\/describe$/, 'DescribeFunction', describeFunction],
  [/^origin-access-control\/([^/]+)$/, 'GetOriginAccessControl', getOriginAccessControl],
  [/^cache-policy\/([^/]+)$/, 'GetCachePolicy', getCachePolicy],
];

/**
 * What CloudFront tells of a distribution and its parts.
 *
 * https://docs.aws.amazon.com/cloudfront/latest/APIReference/Welcome.html
 */
export function cloudFront(record: DeploymentRecord, request: HttpRequest): HttpResponse {
  requireSignature(request, 'cloudfront', 'AWS4-HMAC-SHA256', {
    code: 'MissingAuthenticationToken',
    status: 403,
  });
  const [path = '', query] = request.url.slice(cloudFrontPath.length).split('?', 2);
  for (const [pattern, action, read] of routes) {
    const match = request.method === 'GET' ? pattern.exec(path) : null;
    if (!match) continue;
    if (record.denied.has(`cloudfront:${action}`)) {
      throw new AwsError(
        'AccessDenied',
        `User: arn:aws:iam::123456789012:user/local is not authorized to perform: cloudfront:${action}`,
        403,
      );
    }
    return read(record, decodeURIComponent(match[1] ?? ''), new URLSearchParams(query));
  }
  throw new AwsError('UnknownOperationException', 'Unknown operation.', 404);
}

function getDistribution({ distributions }: DeploymentRecord, name: string): HttpResponse {
  const found = distributions.find(({ id }) => id === name);
  if (!found) throw missing('NoSuchDistribution', 'distribution');
  return xml('Distribution', describeDistribution(found));
}

function stageOf({ edgeFunction }: DeploymentRecord, name: string, query: URLSearchParams): string {
  const stage = query.get('Stage') ?? 'DEVELOPMENT';
  const code = stage === 'LIVE' ? edgeFunction.live : edgeFunction.development;
  if (name !== edgeFunction.name || code === null) {
    throw missing('NoSuchFunctionExists', 'function');
  }
  return code;
}

function getFunction(record: DeploymentRecord, name: string, query: URLSearchParams): HttpResponse {
  const body = stageOf(record, name, query);
  return { status: 200, headers: { 'content-type': 'application/octet-stream' }, body };
}

function describeFunction(
  record: DeploymentRecord,
  name: string,
  query: URLSearchParams,
): HttpResponse {
  stageOf(record, name, query);
  const stores = record.edgeFunction.stores;
  return xml('FunctionSummary', {
    Name: name,
    Status: 'DEPLOYED',
    FunctionConfig: {
      Comment: '',
      Runtime: 'cloudfront-js-2.0',
      KeyValueStoreAssociations: {
        Quantity: stores.length,
        Items: {
          KeyValueStoreAssociation: stores.map((KeyValueStoreARN) => ({ KeyValueStoreARN })),
        },
      },
    },
    FunctionMetadata: { FunctionARN: name, Stage: query.get('Stage') },
  });
}

function getOriginAccessControl(record: DeploymentRecord, id: string): HttpResponse {
  const found = record.originAccessControls[id];
  if (!found) throw missing('NoSuchOriginAccessControl', 'origin access control');
  return xml('OriginAccessControl', {
    Id: id,
    OriginAccessControlConfig: {
      Name: id,
      SigningProtocol: 'sigv4',
      SigningBehavior: found.signing,
      OriginAccessControlOriginType: found.originType,
    },
  });
}

function getCachePolicy(record: DeploymentRecord, id: string): HttpResponse {
  const found = record.cachePolicies[id];
  if (!found) throw missing('NoSuchCachePolicy', 'cache policy');
  const { minTtl, maxTtl } = found;
  return xml('CachePolicy', {
    Id: id,
    CachePolicyConfig: { Name: id, MinTTL: minTtl, DefaultTTL: minTtl, MaxTTL: maxTtl },
  });
}

function xml(name: string, value: XmlValue): HttpResponse {
  const body = element(name, value, namespace);
  return { status: 200, headers: { 'content-type': 'text/xml' }, body };
}

function missing(code: string, what: string): AwsError {
  return new AwsError(code, `The specified ${what} does not exist.`, 404);
}
