import { createHash } from 'node:crypto';
import type { HttpResponse } from '../http.ts';
import { matchesEtag } from './conditional.ts';
import { etagOf, type ObjectStore, type StoredObject } from './objects.ts';
import { decodeS3, type S3Request } from './request.ts';
import { element, errorResponse, textsOf, xmlResponse } from './xml.ts';

/** PutObject: the body, its type and how long it may be cached; `if-match` and `if-none-match` hold. */
export async function putObject(store: ObjectStore, request: S3Request): Promise<HttpResponse> {
  const existing = await store.get(request.key);
  if (!mayReplace(request, existing)) return errorResponse('PreconditionFailed');
  if (!isBodyAsSigned(request)) return errorResponse('XAmzContentSHA256Mismatch');
  const { 'content-type': contentType, 'cache-control': cacheControl } = request.headers;
  store.put(request.key, {
    body: request.body,
    contentType: contentType ?? 'binary/octet-stream',
    ...(cacheControl === undefined ? {} : { cacheControl }),
  });
  return { status: 200, headers: { etag: etagOf(request.body) }, body: '' };
}

/** CopyObject: what a PUT becomes by its `x-amz-copy-source` header. Undefined: there is no source. */
export async function copyObject(
  bucketName: string,
  store: ObjectStore,
  request: S3Request,
  copySource: string,
): Promise<HttpResponse | undefined> {
  const source = parseCopySource(copySource);
  if (source === undefined) return errorResponse('InvalidArgument');
  if (source.bucket !== bucketName) return errorResponse('AccessDenied');
  const object = await store.get(source.key);
  if (object === undefined) return undefined;
  const { body, contentType, cacheControl } = object;
  store.put(request.key, {
    body,
    contentType,
    ...(cacheControl === undefined ? {} : { cacheControl }),
  });
  return xmlResponse('CopyObjectResult', element('ETag', etagOf(body)));
}

/** DeleteObjects: `POST ?delete` with a list of keys in XML. */
export function deleteObjects(store: ObjectStore, request: S3Request): HttpResponse {
  const keys = textsOf('Key', request.body.toString());
  if (keys.length === 0) return errorResponse('MalformedXML');
  for (const key of keys) store.delete(key);
  const deleted = keys.map((key) => `<Deleted>${element('Key', key)}</Deleted>`);
  return xmlResponse('DeleteResult', deleted.join(''));
}

function mayReplace(request: S3Request, existing: StoredObject | undefined): boolean {
  const etag = existing === undefined ? undefined : etagOf(existing.body);
  const { 'if-match': match, 'if-none-match': noneMatch } = request.headers;
  if (match !== undefined && !matchesEtag(match, etag)) return false;
  return noneMatch === undefined || !matchesEtag(noneMatch, etag);
}

function isBodyAsSigned(request: S3Request): boolean {
  const signed = request.headers['x-amz-content-sha256'];
  // Anything else is a keyword such as UNSIGNED-PAYLOAD.
  if (signed === undefined || !/^[0-9a-f]{64}$/.test(signed)) return true;
  return createHash('sha256').update(request.body).digest('hex') === signed;
}

function parseCopySource(header: string): { bucket: string; key: string } | undefined {
  try {
    const path = decodeS3(header.split('?')[0] ?? '').replace(/^\//, '');
    const slash = path.indexOf('/');
    if (slash < 1) return undefined;
    return { bucket: path.slice(0, slash), key: path.slice(slash + 1) };
  } catch {
    return undefined;
  }
}
