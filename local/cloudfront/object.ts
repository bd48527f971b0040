import type { HttpResponse } from '../http.ts';
import type { Cache } from './cache.ts';
import type { Behavior, DistributionConfig } from './config.ts';
import { compress, deliver } from './deliver.ts';
import type { DiagnosisLog } from './diagnosis.ts';
import { EdgeError } from './errors.ts';
import type { ViewerRequest } from './event.ts';
import { fetchThroughCache, type FetchContext } from './fetch.ts';
import { runViewerRequest, type Viewer } from './functions.ts';
import { matchesPathPattern, normalizePath } from './path-pattern.ts';
import { applyHeadersPolicy } from './response-headers.ts';

/** What all requests share. */
export interface Edge {
  readonly config: DistributionConfig;
  readonly newId: () => string;
  readonly cache: Cache;
  readonly diagnoses: DiagnosisLog;
}

/** The behaviour of a path as the viewer sent it. */
export function behaviorFor(config: DistributionConfig, uri: string): Behavior {
  const path = normalizePath(uri);
  const found = config.behaviors.find(({ pathPattern }) => matchesPathPattern(pathPattern, path));
  if (found === undefined) throw new EdgeError('Error', 403, 'no behavior matches the path');
  return found;
}

/**
 * What the viewer gets of an object: from cache or origin, replaced by an error page where one is
 * configured, cut to the viewer's conditions, compressed, with the policy's headers.
 */
export async function fetchObject(
  edge: Edge,
  request: ViewerRequest,
  behavior: Behavior,
  viewer: Viewer,
): Promise<HttpResponse> {
  const response = await fetchThroughCache(request, contextFor(edge, behavior, viewer));
  const page = await errorPageFor(edge, request, response, viewer);
  const whole = deliver(request, page?.response ?? response);
  const packed =
    behavior.compress === true ? compress(request, whole, behavior.cachePolicy) : whole;
  const policyOf = edge.config.errorPages?.policyOf ?? 'request';
  const { responseHeadersPolicy } = (policyOf === 'page' && page?.behavior) || behavior;
  return applyHeadersPolicy(packed, responseHeadersPolicy);
}

interface ErrorPage {
  readonly response: HttpResponse;
  /** The page's own. */
  readonly behavior: Behavior;
}

/**
 * The page that is configured for an error. Where it cannot be had, the viewer gets what the page's
 * origin says instead.
 *
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/custom-error-pages.html
 */
async function errorPageFor(
  edge: Edge,
  request: ViewerRequest,
  { status }: HttpResponse,
  viewer: Viewer,
): Promise<ErrorPage | undefined> {
  const rule = edge.config.customErrorResponses?.find((one) => one.errorCode === status);
  if (rule?.responsePagePath === undefined) return undefined;
  const uri = rule.responsePagePath;
  const behavior = behaviorFor(edge.config, uri);
  const wanted = { ...request, method: 'GET', uri, query: undefined, body: Buffer.alloc(0) };
  const page = await fetchPage(edge, wanted, behavior, viewer);
  const headers = { ...page.headers, 'x-cache': 'Error from cloudfront' };
  const shown = page.status === 200 ? (rule.responseCode ?? status) : page.status;
  return { behavior, response: { ...page, headers, status: shown } };
}

async function fetchPage(
  edge: Edge,
  wanted: ViewerRequest,
  behavior: Behavior,
  viewer: Viewer,
): Promise<HttpResponse> {
  const authorize = behavior.functionAssociation?.viewerRequest;
  const context = contextFor(edge, behavior, viewer);
  if (authorize === undefined || edge.config.errorPages?.runsFunction !== true) {
    return fetchThroughCache(wanted, context);
  }
  const outcome = await runViewerRequest(authorize, wanted, viewer, edge.config);
  return 'response' in outcome ? outcome.response : fetchThroughCache(outcome.request, context);
}

function contextFor(edge: Edge, behavior: Behavior, viewer: Viewer): FetchContext {
  const { config, cache, newId, diagnoses } = edge;
  const rules = config.customErrorResponses ?? [];
  const origin = config.origins[behavior.origin];
  if (origin === undefined) throw new EdgeError('Error', 502, 'the behavior has no origin');
  return {
    behavior,
    cache,
    origin,
    newId,
    requestId: viewer.requestId,
    viewerIp: viewer.ip,
    distributionId: config.distributionId,
    viaHost: config.domainName,
    generated: cloudFrontHeaders(config, behavior, viewer),
    timeout: config.originTimeout,
    wait: config.wait,
    now: config.now,
    onFailure: (error) => {
      diagnoses.add(error, viewer.requestId);
    },
    onError: (cause) => {
      const error = new EdgeError('Error', 502, 'the function behind the URL threw', { cause });
      diagnoses.add(error, viewer.requestId);
    },
    errorTtl: (status) =>
      rules.find(({ errorCode }) => errorCode === status)?.errorCachingMinTtl ??
      config.errorCachingMinTtl ??
      10,
  };
}

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/adding-cloudfront-headers.html */
function cloudFrontHeaders(config: DistributionConfig, behavior: Behavior, viewer: Viewer) {
  const { cachePolicy, originRequestPolicy: policy } = behavior;
  const named = [...cachePolicy.headers, ...(typeof policy === 'string' ? [] : policy.headers)];
  const available = {
    'cloudfront-forwarded-proto': config.scheme,
    'cloudfront-viewer-address': viewer.ip,
  };
  return Object.fromEntries(Object.entries(available).filter(([name]) => named.includes(name)));
}
