import type { LambdaFunctionURLEvent } from 'aws-lambda';
import { hostHeader, refreshCookie, verdictHeader } from '../session/names.ts';
import type { Verdict } from '../session/reasons.ts';

/** A request under the auth path. */
export interface ExchangeRequest {
  readonly id: string;
  readonly method: string;
  /** What follows the auth path and its slash. */
  readonly endpoint: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly cookies: ReadonlyMap<string, string>;
  /** Refresh tokens, as the cookies name them: a sibling domain may have planted one beside ours. */
  readonly refreshTokens: readonly string[];
  readonly body: string;
  /** The host that the viewer asked. */
  readonly host: string;
  /** What the edge thinks of the session. */
  readonly verdict: Verdict;
}

/** Reads a function URL's event, payload format 2.0. */
export function readRequest(event: LambdaFunctionURLEvent, authPath: string): ExchangeRequest {
  const { headers } = event;
  const cookies = (event.cookies ?? []).map(readCookie);
  return {
    id: event.requestContext.requestId,
    method: event.requestContext.http.method,
    endpoint: event.rawPath.startsWith(`${authPath}/`)
      ? event.rawPath.slice(authPath.length + 1)
      : '',
    query: new URLSearchParams(event.rawQueryString),
    headers,
    cookies: firstOfEach(cookies),
    refreshTokens: refreshTokensOf(cookies),
    body: event.isBase64Encoded
      ? Buffer.from(event.body ?? '', 'base64').toString('utf8')
      : (event.body ?? ''),
    host: headers[hostHeader] ?? '',
    // Only the edge can set it: it overwrites whatever the viewer sent.
    verdict: (headers[verdictHeader] as Verdict | undefined) ?? 'none',
  };
}

type Cookie = readonly [name: string, value: string];

function readCookie(cookie: string): Cookie {
  const at = cookie.indexOf('=');
  return at > 0 ? [unpadded(cookie.slice(0, at)), unpadded(cookie.slice(at + 1))] : ['', ''];
}

/**
 * Without what RFC 6265bis calls white space. More would make names equal that browsers tell apart: a
 * sibling domain can set `\u2000__Host-latchkey`.
 */
function unpadded(text: string): string {
  return text.replace(/^[ \t]+|[ \t]+$/g, '');
}

/** Of two by one name the first counts: the edge's verdict is on that one. */
function firstOfEach(cookies: readonly Cookie[]): Map<string, string> {
  const first = new Map<string, string>();
  for (const [name, value] of cookies) {
    if (name !== '' && !first.has(name)) first.set(name, value);
  }
  return first;
}

/** More than these are nobody's accident, and each costs a call of Cognito. */
const mostRefreshTokens = 3;

function refreshTokensOf(cookies: readonly Cookie[]): string[] {
  const tokens = cookies.flatMap(([name, value]) => (name === refreshCookie && value ? value : []));
  return [...new Set(tokens)].slice(0, mostRefreshTokens);
}

/** Whether a person is waiting for a page. */
export function isNavigation({ method, headers }: ExchangeRequest): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  const mode = headers['sec-fetch-mode'];
  return mode === undefined ? (headers['accept'] ?? '').includes('text/html') : mode === 'navigate';
}

/** Whether the browser asks ahead of its user: https://wicg.github.io/nav-speculation/prefetch.html */
export function isPrefetch({ method, headers }: ExchangeRequest): boolean {
  const purpose = headers['sec-purpose'] ?? headers['purpose'] ?? '';
  return method === 'HEAD' || purpose.includes('prefetch');
}

/** Whether another site led here: https://www.w3.org/TR/fetch-metadata/ */
export function isFromElsewhere({ headers, host }: ExchangeRequest): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const referrer = headers['referer'];
  return referrer !== undefined && URL.canParse(referrer) && new URL(referrer).host !== host;
}

/** Where Cognito sends the visitor back to; the app client has to list it. */
export function callbackUrl(host: string, authPath: string): string {
  return `${siteOrigin(host)}${authPath}/callback`;
}

/** This site, as its viewers write it. */
export function siteOrigin(host: string): string {
  return `${/^([^:]+\.)?localhost(:|$)/.test(host) ? 'http' : 'https'}://${host}`;
}
