import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from 'aws-lambda';
import type { HttpHandler, HttpRequest, HttpResponse } from '../http.ts';
import { EdgeError } from './errors.ts';
import type { ViewerRequest } from './event.ts';
import { isRemoved } from './header-rules.ts';
import { createFunctionUrl } from './lambda-url.ts';
import type { Forwarded } from './policies.ts';

/**
 * Where a behaviour's requests go. Buckets and function URLs are reached with origin access
 * control that always signs; a custom origin is not.
 */
export type Origin =
  | { readonly kind: 's3'; readonly handle: HttpHandler; readonly domainName?: string }
  | { readonly kind: 'custom'; readonly handle: HttpHandler; readonly domainName?: string }
  | {
      readonly kind: 'lambda-url';
      invoke(event: LambdaFunctionURLEvent): Promise<LambdaFunctionURLResult>;
      readonly domainName: string;
    };

/** What is the same for every request that a distribution sends on. */
export interface OriginContext {
  readonly origin: Origin;
  readonly distributionId: string;
  readonly viaHost: string;
  readonly viewerIp: string;
  readonly requestId: string;
  /** Headers that CloudFront makes on demand, for policies that name them. */
  readonly generated: Readonly<Record<string, string>>;
  /** Seconds; default 30. */
  readonly timeout?: number | undefined;
  /** Resolves after that many milliseconds, or rejects when aborted first. */
  readonly wait?: ((milliseconds: number, signal: AbortSignal) => Promise<unknown>) | undefined;
  readonly now: () => number;
  readonly newId: () => string;
  readonly onError: (error: unknown) => void;
}

const timedOut = Symbol('timed out');

/** @throws {EdgeError} 504 when the origin takes too long, 502 when it fails to answer. */
export async function sendToOrigin(
  request: HttpRequest,
  context: OriginContext,
): Promise<HttpResponse> {
  const abort = new AbortController();
  const wait = context.wait ?? ((ms, signal) => delay(ms, undefined, { signal, ref: false }));
  const limit = wait((context.timeout ?? 30) * 1000, abort.signal).then(
    () => timedOut,
    () => timedOut,
  );
  try {
    const answer = await Promise.race([handlerOf(context)(request), limit]);
    if (answer === timedOut) throw new EdgeError('Error', 504, 'the origin did not answer in time');
    return answer as HttpResponse;
  } catch (error) {
    if (error instanceof EdgeError) throw error;
    throw new EdgeError('Error', 502, 'the origin failed to answer', { cause: error });
  } finally {
    abort.abort();
  }
}

function handlerOf({ origin, now, newId, onError }: OriginContext): HttpHandler {
  if (origin.kind !== 'lambda-url') return origin.handle;
  return createFunctionUrl({
    invoke: (event) => origin.invoke(event),
    domainName: origin.domainName,
    now,
    newId,
    onError,
  });
}

/** The request that the origin gets: what the policies let through, and what CloudFront adds. */
export function originRequest(
  request: ViewerRequest,
  forwarded: Forwarded,
  context: OriginContext,
): HttpRequest {
  const kept = Object.entries({ ...forwarded.headers, ...context.generated }).filter(
    ([name]) => !isRemoved(name) && name !== 'host',
  );
  const headers: Record<string, string> = {
    'user-agent': 'Amazon CloudFront',
    ...Object.fromEntries(kept),
    host: hostOf(request, forwarded, context.origin),
    via: [forwarded.headers['via'], viaOf(context.viaHost)].filter(Boolean).join(', '),
    'x-amz-cf-id': context.requestId,
    'x-forwarded-for': [forwarded.headers['x-forwarded-for'], context.viewerIp]
      .filter(Boolean)
      .join(', '),
  };
  if (forwarded.cookie !== undefined) headers['cookie'] = forwarded.cookie;
  const query = forwarded.query === undefined ? '' : `?${forwarded.query}`;
  const { method, body } = request;
  return {
    method,
    url: request.uri + query,
    headers: context.origin.kind === 'custom' ? headers : sign(headers, context),
    body,
  };
}

/** The `via` entry of one CloudFront server. */
export function viaOf(host: string): string {
  return `1.1 ${host} (CloudFront)`;
}

function hostOf(request: ViewerRequest, forwarded: Forwarded, origin: Origin): string {
  const viewerHost = forwarded.viewerHost ? request.headers['host'] : undefined;
  return viewerHost ?? origin.domainName ?? 'origin.invalid';
}

/**
 * Origin access control: CloudFront's signature in place of whatever the viewer sent. It has the
 * form of AWS's Signature Version 4 and is no secret: the origins here look for it and no further.
 */
function sign(headers: Record<string, string>, context: OriginContext): Record<string, string> {
  const date = new Date(context.now()).toISOString().replace(/[:-]|\.\d{3}/g, '');
  const service = context.origin.kind === 's3' ? 's3' : 'lambda';
  const scope = `${date.slice(0, 8)}/us-east-1/${service}/aws4_request`;
  const signature = createHash('sha256').update(`${context.requestId}${date}`).digest('hex');
  const hash = headers['x-amz-content-sha256'] ?? 'UNSIGNED-PAYLOAD';
  return {
    ...headers,
    authorization:
      `AWS4-HMAC-SHA256 Credential=${context.distributionId}/${scope}, ` +
      `SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=${signature}`,
    'x-amz-date': date,
    'x-amz-content-sha256': hash,
  };
}
