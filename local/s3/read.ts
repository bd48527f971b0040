import type { HttpResponse } from '../http.ts';
import { evaluatePreconditions } from './conditional.ts';
import { etagOf, type StoredObject } from './objects.ts';
import { parseRange } from './range.ts';
import type { S3Request } from './request.ts';
import { errorResponse } from './xml.ts';

/** Query parameters with which a signed request replaces headers of the answer. */
const overrides = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
] as const;

/** GetObject and HeadObject: preconditions, then the range, then the bytes. */
export function readObject(request: S3Request, object: StoredObject): HttpResponse {
  const headers = objectHeaders(request, object);
  const validators = { etag: headers['etag'], lastModified: object.lastModified };
  const verdict = evaluatePreconditions(request.headers, validators);
  if (verdict === 'precondition-failed') return errorResponse('PreconditionFailed');
  if (verdict === 'not-modified') return notModified(headers);
  return readRange(request, object, headers);
}

function readRange(
  request: S3Request,
  object: StoredObject,
  headers: Record<string, string>,
): HttpResponse {
  const size = object.body.length;
  const range = parseRange(request.headers['range'], size);
  if (range === 'unsatisfiable') {
    return errorResponse('InvalidRange', { 'content-range': `bytes */${size}` });
  }
  const part = range === undefined ? object.body : object.body.subarray(range.start, range.end + 1);
  headers['content-length'] = String(part.length);
  if (range !== undefined) headers['content-range'] = `bytes ${range.start}-${range.end}/${size}`;
  return { status: range === undefined ? 200 : 206, headers, body: part };
}

function objectHeaders(request: S3Request, object: StoredObject): Record<string, string> {
  const headers: Record<string, string> = {
    'content-type': object.contentType,
    'last-modified': new Date(object.lastModified).toUTCString(),
    etag: etagOf(object.body),
    'accept-ranges': 'bytes',
    'x-amz-server-side-encryption': 'AES256',
  };
  if (object.cacheControl !== undefined) headers['cache-control'] = object.cacheControl;
  for (const name of overrides) {
    const value = request.query.get(`response-${name}`);
    if (value !== undefined) headers[name] = value;
  }
  return headers;
}

function notModified(headers: Readonly<Record<string, string>>): HttpResponse {
  const kept = Object.entries(headers).filter(([name]) => !name.startsWith('content-'));
  return { status: 304, headers: Object.fromEntries(kept), body: '' };
}
