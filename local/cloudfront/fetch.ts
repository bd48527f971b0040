import type { HttpResponse } from '../http.ts';
import {
  errorFreshFor,
  freshFor,
  headerOf,
  mayServeStale,
  type Cache,
  type CachedResponse,
} from './cache.ts';
import type { Behavior } from './config.ts';
import { errorPage, EdgeError } from './errors.ts';
import type { ViewerRequest } from './event.ts';
import { originRequest, sendToOrigin, type OriginContext } from './origin.ts';
import { cacheKey, forward } from './policies.ts';
import { withoutOriginOnly } from './response-headers.ts';

export interface FetchContext extends OriginContext {
  readonly behavior: Behavior;
  readonly cache: Cache;
  /** The error caching minimum TTL of a status, in seconds. */
  readonly errorTtl: (status: number) => number;
  /** Told of a failing origin, whose error page may then be cached like any other error. */
  readonly onFailure: (error: EdgeError) => void;
}

/** How `x-cache` says where an answer came from. */
type Outcome = 'Hit' | 'Miss' | 'RefreshHit';

/** Conditions and ranges are the viewer's: an object to be cached is asked for whole. */
const ofTheViewer = [
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'range',
];

/** Answers from the cache, or else from the origin, with `x-cache` and, for a hit, `age`. */
export async function fetchThroughCache(
  request: ViewerRequest,
  context: FetchContext,
): Promise<HttpResponse> {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return label(await ask(request, {}, context), 'Miss');
  }
  const { policy, key } = keyOf(request, context);
  const found =
    context.cache.get(`GET ${key}`) ??
    (request.method === 'HEAD' ? context.cache.get(`HEAD ${key}`) : undefined);
  if (found !== undefined && context.now() < found.freshUntil) return hit(found, context.now());
  const whole = policy.maxTtl === 0 ? request : withoutHeaders(request, ofTheViewer);
  if (found === undefined || found.response.status >= 400) {
    const response = await ask(whole, {}, context);
    store(`${request.method} ${key}`, response, context);
    return label(response, 'Miss');
  }
  return await revalidate(whole, `${request.method} ${key}`, found, context);
}

function keyOf(request: ViewerRequest, { behavior }: FetchContext) {
  const policy = behavior.cachePolicy;
  return { policy, key: cacheKey(request, policy) };
}

async function revalidate(
  request: ViewerRequest,
  key: string,
  found: CachedResponse,
  context: FetchContext,
): Promise<HttpResponse> {
  const etag = headerOf(found.response, 'etag');
  const changed = headerOf(found.response, 'last-modified');
  const conditions = {
    ...(etag === undefined ? {} : { 'if-none-match': etag }),
    ...(changed === undefined ? {} : { 'if-modified-since': changed }),
  };
  const response = await ask(request, conditions, context);
  if (response.status === 304) {
    const headers = { ...found.response.headers, ...response.headers };
    const refreshed = { ...found.response, headers };
    store(key, refreshed, context);
    return label(refreshed, 'RefreshHit');
  }
  if (response.status >= 500 && mayServeStale(found.response)) {
    context.cache.put(key, found.response, context.errorTtl(response.status));
    return label(found.response, 'Hit');
  }
  store(key, response, context);
  return label(response, 'Miss');
}

async function ask(
  request: ViewerRequest,
  conditions: Readonly<Record<string, string>>,
  context: FetchContext,
): Promise<HttpResponse> {
  const { cachePolicy, originRequestPolicy } = context.behavior;
  const forwarded = forward(request, cachePolicy, originRequestPolicy);
  const headers = { ...forwarded.headers, ...conditions };
  try {
    const sent = originRequest(request, { ...forwarded, headers }, context);
    return withoutOriginOnly(await sendToOrigin(sent, context), forwarded.cookiesPass);
  } catch (error) {
    if (!(error instanceof EdgeError)) throw error;
    context.onFailure(error);
    return errorPage(error.code, error.status, context.requestId);
  }
}

function store(key: string, response: HttpResponse, context: FetchContext): void {
  const ttl =
    response.status < 400
      ? freshFor(response, context.behavior.cachePolicy, context.now())
      : errorFreshFor(response, context.errorTtl(response.status), context.now());
  if (ttl !== undefined) context.cache.put(key, response, ttl);
}

function hit(found: CachedResponse, now: number): HttpResponse {
  const age = String(Math.floor((now - found.storedAt) / 1000));
  return label({ ...found.response, headers: { ...found.response.headers, age } }, 'Hit');
}

function label(response: HttpResponse, outcome: Outcome): HttpResponse {
  const name = response.status >= 400 ? 'Error' : outcome;
  return { ...response, headers: { ...response.headers, 'x-cache': `${name} from cloudfront` } };
}

function withoutHeaders(request: ViewerRequest, names: readonly string[]): ViewerRequest {
  const kept = Object.entries(request.headers).filter(([name]) => !names.includes(name));
  return { ...request, headers: Object.fromEntries(kept) };
}
