import { createHash } from 'node:crypto';
import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from 'aws-lambda';
import type { HttpHandler, HttpRequest, HttpResponse } from '../http.ts';
import { emptyRecord, isRecord } from './fields.ts';

export interface FunctionUrlOptions {
  invoke(event: LambdaFunctionURLEvent): Promise<LambdaFunctionURLResult>;
  /** `<url-id>.lambda-url.<region>.on.aws` */
  readonly domainName: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly newId: () => string;
  /** Told of what the function threw; the caller only sees a 502. */
  readonly onError?: (error: unknown) => void;
}

/**
 * A Lambda function URL with `AuthType` AWS_IAM, in payload format 2.0. The caller's signature must
 * be there and is not verified; what it would say of the body is.
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-lambda.html
 */
export function createFunctionUrl(options: FunctionUrlOptions): HttpHandler {
  return async (request) => {
    const refused = refuse(request);
    if (refused !== undefined) return refused;
    try {
      return answer(await options.invoke(eventOf(request, options)));
    } catch (error) {
      if (error instanceof ThrottledError) return throttled;
      options.onError?.(error);
      return json(502, 'Internal Server Error', 'InternalServerErrorException');
    }
  };
}

/** More is asked of the function than it may do at once. */
export class ThrottledError extends Error {
  override readonly name = 'ThrottledError';
}

const throttled = json(429, 'Rate Exceeded.', 'TooManyRequestsException');

/** Bytes of a request's body: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const mostBody = 6 * 1024 * 1024;

const signsBody = new Set(['PUT', 'POST', 'PATCH']);

function refuse(request: HttpRequest): HttpResponse | undefined {
  if (!(request.headers['authorization'] ?? '').startsWith('AWS4-HMAC-SHA256 ')) {
    return json(403, 'Forbidden', 'AccessDeniedException');
  }
  if (request.body.length > mostBody) {
    return json(413, 'Request must be smaller than 6291456 bytes', 'RequestTooLargeException');
  }
  if (!signsBody.has(request.method) && request.body.length === 0) return undefined;
  const hash = createHash('sha256').update(request.body).digest('hex');
  if (request.headers['x-amz-content-sha256'] === hash) return undefined;
  const message =
    'The request signature we calculated does not match the signature you provided. ' +
    'Check your AWS Secret Access Key and signing method. ' +
    'Consult the service documentation for details.';
  return json(403, message, 'InvalidSignatureException');
}

function json(status: number, message: string, type: string): HttpResponse {
  return {
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': type },
    body: JSON.stringify({ Message: message }),
  };
}

function eventOf(request: HttpRequest, options: FunctionUrlOptions): LambdaFunctionURLEvent {
  const mark = request.url.indexOf('?');
  const rawPath = mark < 0 ? request.url : request.url.slice(0, mark);
  const rawQueryString = mark < 0 ? '' : request.url.slice(mark + 1);
  const { cookie, ...headers } = request.headers;
  const parameters = queryParameters(rawQueryString);
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString,
    ...(cookie === undefined ? {} : { cookies: cookie.split(/;[ \t]*/).filter(Boolean) }),
    headers: {
      ...headers,
      host: options.domainName,
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
    },
    ...(parameters === undefined ? {} : { queryStringParameters: parameters }),
    requestContext: contextOf(request, rawPath, options),
    ...bodyOf(request),
  };
}

function contextOf(request: HttpRequest, path: string, options: FunctionUrlOptions) {
  const time = new Date(options.now());
  return {
    accountId: 'anonymous',
    apiId: options.domainName.split('.')[0] ?? '',
    domainName: options.domainName,
    domainPrefix: options.domainName.split('.')[0] ?? '',
    http: {
      method: request.method,
      path,
      protocol: 'HTTP/1.1',
      // The function URL's caller is CloudFront; the viewer is further left in x-forwarded-for.
      sourceIp: request.headers['x-forwarded-for']?.split(',').at(-1)?.trim() ?? '127.0.0.1',
      userAgent: request.headers['user-agent'] ?? '',
    },
    requestId: options.newId(),
    routeKey: '$default',
    stage: '$default',
    time: time.toISOString(),
    timeEpoch: time.getTime(),
  };
}

/** Decoded, with the values of a repeated name joined by commas. */
function queryParameters(query: string): Record<string, string> | undefined {
  if (query === '') return undefined;
  const parameters = emptyRecord<string>();
  for (const [name, value] of new URLSearchParams(query)) {
    parameters[name] = parameters[name] === undefined ? value : `${parameters[name]},${value}`;
  }
  return parameters;
}

const textTypes = /^(text\/|application\/(json|javascript|xml)\b|[^;]*\+(json|xml)\b)/;

function bodyOf(request: HttpRequest): { body?: string; isBase64Encoded: boolean } {
  if (request.body.length === 0) return { isBase64Encoded: false };
  const isText = textTypes.test((request.headers['content-type'] ?? '').toLowerCase());
  return { body: request.body.toString(isText ? 'utf8' : 'base64'), isBase64Encoded: !isText };
}

/** A result with a `statusCode` is a response; anything else is the JSON body of a 200. */
function answer(result: LambdaFunctionURLResult): HttpResponse {
  if (!isStructured(result)) {
    const body = typeof result === 'string' ? result : JSON.stringify(result ?? null);
    return { status: 200, headers: { 'content-type': 'application/json' }, body };
  }
  const { statusCode, headers = {}, cookies = [], body = '', isBase64Encoded } = result;
  if (!Number.isInteger(statusCode) || statusCode < 100 || statusCode > 599) {
    throw new TypeError('the function returned no valid statusCode');
  }
  return {
    status: statusCode,
    headers: responseHeaders(headers, cookies),
    body: isBase64Encoded === true ? Buffer.from(body, 'base64') : body,
  };
}

type StructuredResult = Exclude<LambdaFunctionURLResult, string> & { statusCode: number };

function isStructured(result: LambdaFunctionURLResult): result is StructuredResult {
  return isRecord(result) && result['statusCode'] !== undefined;
}

/** Headers that a function URL keeps for itself, and what it calls the function's. */
const remapped: ReadonlyMap<string, string> = new Map([
  ['www-authenticate', 'x-amzn-remapped-www-authenticate'],
]);

function responseHeaders(
  given: Readonly<Record<string, string | number | boolean>>,
  cookies: readonly string[],
): Record<string, string | readonly string[]> {
  const headers = emptyRecord<string | readonly string[]>();
  headers['content-type'] = 'application/json';
  for (const [name, value] of Object.entries(given)) {
    const lower = name.toLowerCase();
    headers[remapped.get(lower) ?? lower] = String(value);
  }
  if (cookies.length > 0) headers['set-cookie'] = [...cookies];
  return headers;
}
