import { randomBytes } from 'node:crypto';
import type { HttpRequest, HttpResponse } from '../http.ts';
import { createCache } from './cache.ts';
import { checkConfig, type Behavior, type DistributionConfig } from './config.ts';
import { createDiagnosisLog, type Diagnosis } from './diagnosis.ts';
import { EdgeError, errorPage } from './errors.ts';
import { readViewerRequest, type ViewerRequest } from './event.ts';
import { runViewerRequest, runViewerResponse, type Viewer } from './functions.ts';
import { viaOf } from './origin.ts';
import { behaviorFor, fetchObject, type Edge } from './object.ts';
import { applyHeadersPolicy } from './response-headers.ts';

export type { Behavior, CustomErrorResponse, DistributionConfig, ErrorPageWays } from './config.ts';
export type { Diagnosis } from './diagnosis.ts';
export type { Origin } from './origin.ts';

/** A running distribution. */
export interface Distribution {
  /** An `HttpHandler`. `viewer.ip` is 127.0.0.1 where it is not given. */
  readonly handle: (
    request: HttpRequest,
    viewer?: { readonly ip: string },
  ) => Promise<HttpResponse>;
  /** Why CloudFront last answered with a page of its own. */
  readonly lastError: Diagnosis | undefined;
  /** The latest hundred of these, oldest first. */
  readonly errors: readonly Diagnosis[];
  /** Empties the cache. */
  readonly invalidate: () => void;
}

/**
 * A CloudFront distribution on this machine: behaviours, functions, cache, policies and origins as
 * CloudFront's documentation has them.
 *
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehavior.html
 *
 * @throws {DistributionConfigError} when the configuration contradicts itself
 */
export function createDistribution(config: DistributionConfig): Distribution {
  checkConfig(config);
  const newId = config.newId ?? (() => randomBytes(42).toString('base64url'));
  const edge: Edge = {
    config,
    newId,
    cache: createCache(config.now),
    diagnoses: createDiagnosisLog(config.now, config.onDiagnosis),
  };
  return {
    async handle(request, viewer) {
      const who = { ip: viewer?.ip ?? '127.0.0.1', requestId: newId() };
      return finish(request, await answer(edge, request, who), who, config);
    },
    get lastError() {
      return edge.diagnoses.last;
    },
    errors: edge.diagnoses.all,
    invalidate: () => {
      edge.cache.clear();
    },
  };
}

async function answer(edge: Edge, sent: HttpRequest, viewer: Viewer): Promise<HttpResponse> {
  try {
    return await process(edge, readViewerRequest(sent), viewer);
  } catch (error) {
    if (!(error instanceof EdgeError)) throw error;
    edge.diagnoses.add(error, viewer.requestId);
    return errorPage(error.code, error.status, viewer.requestId);
  }
}

async function process(edge: Edge, sent: ViewerRequest, viewer: Viewer): Promise<HttpResponse> {
  const behavior = behaviorFor(edge.config, sent.uri);
  checkMethod(sent, behavior);
  const { viewerRequest, viewerResponse } = behavior.functionAssociation ?? {};
  let request = sent;
  if (viewerRequest !== undefined) {
    const outcome = await runViewerRequest(viewerRequest, sent, viewer, edge.config);
    if ('response' in outcome) {
      const policy =
        edge.config.coversFunctions === true ? behavior.responseHeadersPolicy : undefined;
      return generated(applyHeadersPolicy(outcome.response, policy));
    }
    request = outcome.request;
  }
  const response = await fetchObject(edge, request, behavior, viewer);
  if (viewerResponse === undefined || response.status >= 400) return response;
  return await runViewerResponse(viewerResponse, request, response, viewer, edge.config);
}

function checkMethod({ method, body }: ViewerRequest, behavior: Behavior): void {
  if (!behavior.allowedMethods.includes(method)) {
    throw new EdgeError('Error', 403, `the behavior ${behavior.pathPattern} forbids ${method}`);
  }
  if ((method === 'GET' || method === 'HEAD') && body.length > 0) {
    throw new EdgeError('Error', 403, `a ${method} request must not have a body`);
  }
}

function generated(response: HttpResponse): HttpResponse {
  const headers = { ...response.headers, 'x-cache': 'FunctionGeneratedResponse from cloudfront' };
  return { ...response, headers };
}

/** What CloudFront adds to every answer. */
function finish(
  request: HttpRequest,
  response: HttpResponse,
  viewer: Viewer,
  config: DistributionConfig,
): HttpResponse {
  const { via, ...others } = response.headers;
  const length = Buffer.byteLength(response.body);
  const hasBody = length > 0 || request.method !== 'HEAD';
  const headers = {
    server: 'CloudFront',
    date: new Date(config.now()).toUTCString(),
    ...others,
    ...(hasBody && !bodiless.has(response.status) ? { 'content-length': String(length) } : {}),
    via: [via, viaOf(config.domainName)].flat().filter(Boolean).join(', '),
    'x-amz-cf-pop': 'LOCAL50-P1',
    'x-amz-cf-id': viewer.requestId,
  };
  return { ...response, headers, body: request.method === 'HEAD' ? '' : response.body };
}

const bodiless = new Set([204, 304]);
