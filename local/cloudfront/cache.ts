import type { HttpResponse } from '../http.ts';
import type { CachePolicy } from './policies.ts';

/** An answer that is kept. Times in milliseconds. */
export interface CachedResponse {
  readonly response: HttpResponse;
  readonly storedAt: number;
  readonly freshUntil: number;
}

export interface Cache {
  get(key: string): CachedResponse | undefined;
  put(key: string, response: HttpResponse, ttl: number): void;
  clear(): void;
}

/** A cache of at most `limit` answers; the one stored first goes first. */
export function createCache(now: () => number, limit = 2000): Cache {
  const entries = new Map<string, CachedResponse>();
  return {
    get: (key) => entries.get(key),
    put(key, response, ttl) {
      entries.delete(key);
      const [oldest] = entries.keys();
      if (entries.size >= limit && oldest !== undefined) entries.delete(oldest);
      entries.set(key, { response, storedAt: now(), freshUntil: now() + ttl * 1000 });
    },
    clear: () => {
      entries.clear();
    },
  };
}

/** The value of a header that should occur once. */
export function headerOf(response: HttpResponse, name: string): string | undefined {
  const value = response.headers[name];
  return typeof value === 'object' ? value.join(', ') : value;
}

/** Statuses below 400 that may be stored. */
const storable = new Set([200, 203, 204, 300, 301, 302, 303, 307, 308]);

/**
 * How long a success or redirect is fresh, in seconds; undefined when it must not be stored.
 *
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Expiration.html
 */
export function freshFor(
  response: HttpResponse,
  policy: CachePolicy,
  now: number,
): number | undefined {
  if (policy.maxTtl === 0 || !storable.has(response.status)) return undefined;
  const { directives, maxAge } = cacheControl(response);
  if (headerOf(response, 'vary')?.trim() === '*' && policy.minTtl === 0) return undefined;
  if (directives.has('no-store') || directives.has('private')) return policy.minTtl || undefined;
  if (directives.has('no-cache')) return policy.minTtl;
  const lifetime = maxAge ?? expiresIn(response, now) ?? policy.defaultTtl;
  return Math.max(policy.minTtl, Math.min(lifetime, policy.maxTtl));
}

const alwaysCachedErrors = new Set([404, 405, 410, 414, 500, 501, 502, 503, 504]);
const errorsCachedWithMaxAge = new Set([400, 403, 412, 415]);
const errorsThatObeyNoStore = new Set([404, 410, 414, 501]);

/**
 * How long an error is kept, in seconds; undefined when it is not. A 401 never is, and a 403 only
 * when its origin says for how long.
 *
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/HTTPStatusCodes.html
 *
 * @param minTtl the error caching minimum TTL for this status
 */
export function errorFreshFor(
  response: HttpResponse,
  minTtl: number,
  now: number,
): number | undefined {
  const { directives, maxAge } = cacheControl(response);
  const { status } = response;
  const cached =
    alwaysCachedErrors.has(status) || (errorsCachedWithMaxAge.has(status) && maxAge !== undefined);
  if (!cached) return undefined;
  const forbidden = ['no-store', 'no-cache', 'private'].some((name) => directives.has(name));
  if (forbidden) return errorsThatObeyNoStore.has(status) ? undefined : minTtl || undefined;
  return Math.max(minTtl, maxAge ?? expiresIn(response, now) ?? 0) || undefined;
}

const neverStale = ['no-cache', 'no-store', 'private', 'must-revalidate', 'proxy-revalidate'];

/** Whether an expired answer may stand in for an origin that fails. */
export function mayServeStale(response: HttpResponse): boolean {
  const { directives } = cacheControl(response);
  return !neverStale.some((name) => directives.has(name)) && !directives.has('s-maxage=0');
}

function cacheControl(response: HttpResponse) {
  const directives = new Set(
    (headerOf(response, 'cache-control') ?? '')
      .toLowerCase()
      .split(',')
      .map((directive) => directive.trim()),
  );
  const seconds = (name: string) => {
    const found = [...directives].find((directive) => directive.startsWith(`${name}=`));
    const value = Number(found?.slice(name.length + 1).replaceAll('"', '') ?? NaN);
    return Number.isInteger(value) && value >= 0 ? value : undefined;
  };
  return { directives, maxAge: seconds('s-maxage') ?? seconds('max-age') };
}

function expiresIn(response: HttpResponse, now: number): number | undefined {
  const expires = headerOf(response, 'expires');
  if (expires === undefined) return undefined;
  const date = Date.parse(expires);
  // RFC 9111, section 5.3: a date that cannot be read has passed.
  return Number.isNaN(date) ? 0 : Math.max(0, Math.floor((date - now) / 1000));
}
