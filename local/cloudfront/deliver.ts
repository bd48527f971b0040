import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { HttpResponse } from '../http.ts';
import { isNotModified } from '../s3/conditional.ts';
import { parseRange } from '../s3/range.ts';
import { headerOf } from './cache.ts';
import type { ViewerRequest } from './event.ts';
import type { CachePolicy } from './policies.ts';

/** Answers the viewer's own conditions and ranges from a whole object. */
export function deliver(request: ViewerRequest, response: HttpResponse): HttpResponse {
  if (response.status !== 200 || !['GET', 'HEAD'].includes(request.method)) return response;
  const changed = headerOf(response, 'last-modified');
  const validators = {
    etag: headerOf(response, 'etag'),
    lastModified: changed === undefined ? undefined : Date.parse(changed),
  };
  if (isNotModified(request.headers, validators)) return notModified(response);
  return request.method === 'GET' ? deliverRange(request, response) : response;
}

function notModified(response: HttpResponse): HttpResponse {
  const kept = Object.entries(response.headers).filter(
    ([name]) => !['content-length', 'content-type', 'content-encoding'].includes(name),
  );
  return { status: 304, headers: Object.fromEntries(kept), body: '' };
}

function deliverRange(request: ViewerRequest, response: HttpResponse): HttpResponse {
  const body = Buffer.from(response.body as string);
  const condition = request.headers['if-range'];
  const known = [headerOf(response, 'etag'), headerOf(response, 'last-modified')];
  if (condition !== undefined && !known.includes(condition)) return response;
  const range = parseRange(request.headers['range'], body.length);
  if (range === undefined) return response;
  if (range === 'unsatisfiable') {
    const headers = {
      'content-range': `bytes */${body.length}`,
      'x-cache': 'Error from cloudfront',
    };
    return { status: 416, headers, body: '' };
  }
  const part = body.subarray(range.start, range.end + 1);
  const headers = {
    ...response.headers,
    'content-length': String(part.length),
    'content-range': `bytes ${range.start}-${range.end}/${body.length}`,
  };
  return { status: 206, headers, body: part };
}

/** https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/ServingCompressedFiles.html */
const compressible =
  /^(text\/|application\/(javascript|json|xml|wasm|manifest\+json|.*\+json|.*\+xml)|image\/svg\+xml|font\/(otf|ttf))/;
const smallest = 1000;
const largest = 10_000_000;

/** Compresses what the viewer accepts compressed; the entity tag becomes a weak one. */
export function compress(
  request: ViewerRequest,
  response: HttpResponse,
  policy: CachePolicy,
): HttpResponse {
  const body = Buffer.from(response.body as string);
  const encoding = encodingFor(request.headers['accept-encoding'] ?? '', policy);
  const fits =
    [200, 403, 404].includes(response.status) &&
    body.length >= smallest &&
    body.length <= largest &&
    response.headers['content-encoding'] === undefined &&
    compressible.test(headerOf(response, 'content-type') ?? '');
  if (encoding === undefined || !fits || request.headers['range'] !== undefined) return response;
  const packed = encoding === 'br' ? brotliCompressSync(body) : gzipSync(body);
  const etag = headerOf(response, 'etag');
  const headers = {
    ...response.headers,
    'content-encoding': encoding,
    'content-length': String(packed.length),
    vary: 'accept-encoding',
    ...(etag === undefined || etag.startsWith('W/') ? {} : { etag: `W/${etag}` }),
  };
  return { ...response, headers, body: packed };
}

function encodingFor(accept: string, policy: CachePolicy): 'br' | 'gzip' | undefined {
  const accepted = accept
    .toLowerCase()
    .split(',')
    .map((one) => one.trim())
    .filter((one) => !/;\s*q=0(\.0*)?$/.test(one))
    .map((one) => one.split(';')[0]);
  if (policy.brotli === true && accepted.includes('br')) return 'br';
  return policy.gzip === true && accepted.includes('gzip') ? 'gzip' : undefined;
}
