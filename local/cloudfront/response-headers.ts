import type { HttpResponse } from '../http.ts';
import { isRemoved } from './header-rules.ts';

/**
 * Headers that CloudFront sets on, or removes from, what it serves from cache and origin. What a
 * viewer-request function answers is not covered unless `coversFunctions` says so: the documentation
 * promises the policy only for responses from the cache and from the origin, so a function has to
 * set its own headers, and to get along with those of the policy.
 *
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/modifying-response-headers.html
 */
export interface ResponseHeadersPolicy {
  /** By name in lower case. */
  readonly set: Readonly<Record<string, string>>;
  /** Whether they replace what the origin sent. */
  readonly override: boolean;
  /** Names in lower case; of these the origin's stay all the same. */
  readonly keep?: readonly string[];
  /** Names in lower case; removed before others are set. */
  readonly remove?: readonly string[];
}

export function applyHeadersPolicy(
  response: HttpResponse,
  policy: ResponseHeadersPolicy | undefined,
): HttpResponse {
  if (policy === undefined) return response;
  const headers = { ...response.headers };
  for (const name of policy.remove ?? []) delete headers[name];
  for (const [name, value] of Object.entries(policy.set)) {
    const isReplaced = policy.override && policy.keep?.includes(name) !== true;
    if (isReplaced || headers[name] === undefined) headers[name] = value;
  }
  return { ...response, headers };
}

/** What CloudFront takes out of an origin's response before it stores or serves it. */
export function withoutOriginOnly(response: HttpResponse, cookiesPass: boolean): HttpResponse {
  const kept = Object.entries(response.headers).filter(
    ([name]) => !isRemoved(name) && (cookiesPass || name !== 'set-cookie'),
  );
  return { ...response, headers: Object.fromEntries(kept) };
}
