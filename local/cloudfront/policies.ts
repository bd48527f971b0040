import { splitPair, type ViewerRequest } from './event.ts';

/** None, all, or those of these names. */
export type Choice = 'none' | 'all' | readonly string[];

/**
 * What tells cached objects apart, and how long they are kept, in seconds. A `maxTtl` of 0 turns
 * caching off.
 *
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cache-key-understand-cache-policy.html
 */
export interface CachePolicy {
  readonly minTtl: number;
  readonly defaultTtl: number;
  readonly maxTtl: number;
  readonly queryStrings: Choice;
  /** In lower case. */
  readonly headers: readonly string[];
  readonly cookies: Choice;
  /** Whether behaviours with `compress` may answer in these encodings. */
  readonly gzip?: boolean;
  readonly brotli?: boolean;
}

/** What goes to the origin besides the parts of the cache key. */
export type OriginRequestPolicy =
  | 'none'
  | 'allViewer'
  | 'allViewerExceptHostHeader'
  | {
      readonly queryStrings: Choice;
      readonly headers: readonly string[];
      readonly cookies: Choice;
    };

/** AWS's managed policy CachingDisabled. */
export const cachingDisabled: CachePolicy = {
  minTtl: 0,
  defaultTtl: 0,
  maxTtl: 0,
  queryStrings: 'none',
  headers: [],
  cookies: 'none',
};

/** AWS's managed policy CachingOptimized. */
export const cachingOptimized: CachePolicy = {
  minTtl: 1,
  defaultTtl: 86_400,
  maxTtl: 31_536_000,
  queryStrings: 'none',
  headers: [],
  cookies: 'none',
  gzip: true,
  brotli: true,
};

/** The cache key of a request: the path as rewritten and the parts that the policy chooses. */
export function cacheKey(request: ViewerRequest, policy: CachePolicy): string {
  return JSON.stringify([
    request.uri,
    chooseQuery(request.query, [policy.queryStrings]),
    policy.headers.map((name) => [name, request.headers[name] ?? null]),
    chooseCookies(request.cookie, [policy.cookies]),
  ]);
}

/** What of a viewer's request its origin is to see. */
export interface Forwarded {
  readonly query: string | undefined;
  readonly cookie: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether the host that the viewer asked for replaces the origin's. */
  readonly viewerHost: boolean;
  /** Whether the origin may set cookies: only one that is sent some. */
  readonly cookiesPass: boolean;
}

/** Headers that reach the origin whatever the policies say. */
const always = new Set([
  'cdn-loop',
  'content-encoding',
  'content-length',
  'content-md5',
  'content-type',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'range',
  'via',
  'x-amz-content-sha256',
  'x-forwarded-for',
]);

export function forward(
  request: ViewerRequest,
  cachePolicy: CachePolicy,
  originPolicy: OriginRequestPolicy,
): Forwarded {
  const more = explain(originPolicy);
  const chosen = new Set([...cachePolicy.headers, ...(more.headers === 'all' ? [] : more.headers)]);
  const headers = Object.entries(request.headers).filter(
    ([name]) => more.headers === 'all' || chosen.has(name) || always.has(name),
  );
  return {
    query: chooseQuery(request.query, [cachePolicy.queryStrings, more.queryStrings]),
    cookie: chooseCookies(request.cookie, [cachePolicy.cookies, more.cookies]),
    headers: Object.fromEntries(headers),
    viewerHost: originPolicy === 'allViewer' || chosen.has('host'),
    cookiesPass: cachePolicy.cookies !== 'none' || more.cookies !== 'none',
  };
}

function explain(policy: OriginRequestPolicy): {
  queryStrings: Choice;
  headers: 'all' | readonly string[];
  cookies: Choice;
} {
  if (policy === 'none') return { queryStrings: 'none', headers: [], cookies: 'none' };
  if (typeof policy === 'string') return { queryStrings: 'all', headers: 'all', cookies: 'all' };
  return policy;
}

function chooseQuery(query: string | undefined, choices: readonly Choice[]): string | undefined {
  if (query === undefined || choices.includes('all')) return query;
  const kept = query.split('&').filter((pair) => isChosen(splitPair(pair)[0], choices));
  return kept.length === 0 ? undefined : kept.join('&');
}

function chooseCookies(cookie: string | undefined, choices: readonly Choice[]): string | undefined {
  if (cookie === undefined || choices.includes('all')) return cookie;
  const kept = cookie
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => isChosen(splitPair(pair)[0], choices));
  return kept.length === 0 ? undefined : kept.join('; ');
}

function isChosen(name: string, choices: readonly Choice[]): boolean {
  return choices.some((choice) => typeof choice !== 'string' && choice.includes(name));
}
