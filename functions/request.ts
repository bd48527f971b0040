import { at, joinGroups, type TokenParts } from '../session/token.ts';

import {
  groupsHeader,
  hostHeader,
  sessionCookie,
  sidHeader,
  subHeader,
  verdictHeader,
} from '../session/names.ts';
import { identityHeaders } from './config.ts';

export type Request = AWSCloudFrontFunction.Event['request'];

/** A header's value, `''` when it is not there. Names are lower case. */
export function header(request: Request, name: string): string {
  const item = request.headers[name];
  return item ? item.value : '';
}

/** The session token in the cookie, `''` when there is none. */
export function cookieToken(request: Request): string {
  const item = request.cookies[sessionCookie];
  return item ? item.value : '';
}

/**
 * The token of `authorization: Bearer` (RFC 6750), `''` when there is none.
 *
 * @noinline
 */
export function bearerToken(request: Request): string {
  const credentials = header(request, 'authorization');
  return /^bearer /i.test(credentials) ? credentials.slice(7) : '';
}

/** Whether a person is waiting for a page, and may be sent elsewhere. */
export function isNavigation(request: Request): boolean {
  const mode = header(request, 'sec-fetch-mode');
  return (
    isRead(request) &&
    (mode ? mode === 'navigate' : header(request, 'accept').indexOf('text/html') >= 0)
  );
}

/** Whether the request asks for a representation and changes nothing. */
export function isRead(request: Request): boolean {
  return request.method === 'GET' || request.method === 'HEAD';
}

/**
 * Whether a page of another origin asks for a change. A program that sends neither header is no
 * browser, and nobody's browser can be made to leave both out.
 *
 * https://www.w3.org/TR/fetch-metadata/
 *
 * @noinline
 */
export function isCrossSite(request: Request): boolean | '' {
  if (isRead(request) || request.method === 'OPTIONS') return false;
  const site = header(request, 'sec-fetch-site');
  if (site) return site !== 'same-origin' && site !== 'none';
  const origin = header(request, 'origin');
  const host = header(request, 'host');
  return origin && origin !== 'http' + (/\blocalhost(:|$)/.test(host) ? '' : 's') + '://' + host;
}

/** Path and query as they were asked for. */
export function askedUrl(request: Request): string {
  const query = request.rawQueryString();
  return query ? request.uri + '?' + query : request.uri;
}

/** A header of ours, in whatever spelling. */
export const ours = /^x.latchkey/i;

/**
 * To the origin, without what is ours: none sees the session, or an identity that the viewer made
 * up.
 *
 * @param uri what is served in place of what was asked for, if anything
 * @noinline
 */
export function serve(request: Request, uri: string | undefined): Request {
  const headers = request.headers;
  if (uri) request.uri = uri;
  delete request.cookies[sessionCookie];
  delete headers[subHeader];
  delete headers[groupsHeader];
  delete headers[sidHeader];
  if (identityHeaders) {
    // Some servers read `_` as `-`.
    for (const name in headers) {
      if (name[0] === 'x' && ours.test(name)) delete headers[name];
    }
  }
  return request;
}

/** To the token exchange, cookies and all, with what it could not know otherwise. */
export function handOn(request: Request, verdict: string): Request {
  request.headers[hostHeader] = { value: header(request, 'host') };
  request.headers[verdictHeader] = { value: verdict };
  return request;
}

/** Tells the origin who asks. Groups stand as in the token, with commas between them. */
export function identify(request: Request, token: TokenParts): void {
  const headers = request.headers;
  headers[subHeader] = { value: token[at.sub]! };
  headers[groupsHeader] = { value: joinGroups(token[at.groups]!, ',') };
  headers[sidHeader] = { value: token[at.sid]! };
}
