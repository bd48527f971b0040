import type { HttpRequest, HttpResponse } from '../http.ts';
import { EdgeError } from './errors.ts';
import { collapse, emptyRecord, type Field, type Fields } from './fields.ts';
import { isHidden } from './header-rules.ts';

/** A request on its way from the viewer to the cache. */
export interface ViewerRequest {
  readonly method: string;
  /** The path as sent: nothing decoded, nothing normalised. */
  readonly uri: string;
  /** What follows the `?`; undefined when there is none. */
  readonly query: string | undefined;
  /** Without `cookie` and without what CloudFront hides from functions. */
  readonly headers: Readonly<Record<string, string>>;
  readonly cookie: string | undefined;
  readonly body: Buffer;
}

export interface EventRequest {
  method: string;
  uri: string;
  querystring: Fields;
  headers: Fields;
  cookies: Fields;
}

export interface CookieField extends Field {
  attributes: string;
  multiValue?: { value: string; attributes: string }[];
}

export interface EventResponse {
  statusCode: number;
  statusDescription: string;
  headers: Fields;
  cookies: Record<string, CookieField>;
}

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html */
export interface EdgeEvent {
  version: '1.0';
  context: {
    distributionDomainName: string;
    distributionId: string;
    endpoint: string;
    eventType: 'viewer-request' | 'viewer-response';
    requestId: string;
  };
  viewer: { ip: string };
  request: EventRequest;
  response?: EventResponse;
}

/** Path and query together, in characters. */
export const urlLimit = 8192;
/** Request line and headers together, in bytes. */
export const requestLimit = 32_768;

/** @throws {EdgeError} 400 without a path, 413 beyond the limits of URL or request. */
export function readViewerRequest(request: HttpRequest): ViewerRequest {
  if (!request.url.startsWith('/')) throw new EdgeError('Error', 400, 'the target is not a path');
  if (request.url.length > urlLimit) throw new EdgeError('Error', 413, 'the URL is too long');
  const { cookie, ...others } = request.headers;
  const size = Object.entries(request.headers).reduce(
    (sum, [name, value]) => sum + name.length + value.length + 4,
    request.method.length + request.url.length + 12,
  );
  if (size > requestLimit) throw new EdgeError('Error', 413, 'the request is too long');
  const headers = emptyRecord<string>();
  for (const [name, value] of Object.entries(others)) {
    if (!isHidden(name)) headers[name] = value;
  }
  const mark = request.url.indexOf('?');
  return {
    method: request.method,
    uri: mark < 0 ? request.url : request.url.slice(0, mark),
    query: mark < 0 ? undefined : request.url.slice(mark + 1),
    headers,
    cookie,
    body: request.body,
  };
}

/** The `request` of an event. */
export function eventRequest(request: ViewerRequest): EventRequest {
  return {
    method: request.method,
    uri: request.uri,
    querystring: collapse(pairs(request.query ?? '', '&')),
    headers: toFields(request.headers),
    cookies: collapse(pairs(request.cookie ?? '', ';')),
  };
}

/** The `response` of an event: without the body, with `set-cookie` told apart. */
export function eventResponse(response: HttpResponse, description: string): EventResponse {
  const shown = Object.entries(response.headers).filter(
    ([name]) => name !== 'set-cookie' && !isHidden(name),
  );
  return {
    statusCode: response.status,
    statusDescription: description,
    headers: collapse(
      shown.flatMap(([name, value]) =>
        (typeof value === 'string' ? [value] : value).map((one) => [name, { value: one }] as const),
      ),
    ),
    cookies: collapse(setCookies(response).map(parseSetCookie)),
  };
}

/** The `set-cookie` headers of a response. */
export function setCookies(response: HttpResponse): readonly string[] {
  const value = response.headers['set-cookie'] ?? [];
  return typeof value === 'string' ? [value] : value;
}

function parseSetCookie(header: string): [string, { value: string; attributes: string }] {
  const end = header.indexOf(';');
  const [name, value] = splitPair(end < 0 ? header : header.slice(0, end));
  return [name.trim(), { value, attributes: end < 0 ? '' : header.slice(end + 1).trim() }];
}

function toFields(headers: Readonly<Record<string, string>>): Fields {
  return collapse(Object.entries(headers).map(([name, value]) => [name, { value }]));
}

function pairs(text: string, separator: '&' | ';'): [string, { value: string }][] {
  return text
    .split(separator)
    .map((part) => (separator === ';' ? part.replace(/^[ \t]+|[ \t]+$/g, '') : part))
    .filter((part) => part !== '')
    .map((part) => {
      const [name, value] = splitPair(part);
      return [name, { value }];
    });
}

/** Splits at the first `=`; without one, the value is empty. */
export function splitPair(text: string): [name: string, value: string] {
  const equals = text.indexOf('=');
  return equals < 0 ? [text, ''] : [text.slice(0, equals), text.slice(equals + 1)];
}
