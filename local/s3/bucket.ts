import { randomBytes } from 'node:crypto';
import type { HttpHandler, HttpResponse } from '../http.ts';
import { listObjects } from './list.ts';
import { createObjectStore, type BucketObject, type ObjectStore } from './objects.ts';
import { readObject } from './read.ts';
import { parseS3Request, type S3Request } from './request.ts';
import { copyObject, deleteObjects, putObject } from './write.ts';
import { errorResponse } from './xml.ts';

export interface BucketOptions {
  /** A folder whose files are objects. It is read only: what is written stays in memory. */
  readonly directory?: string;
  /** Objects by key; they come before those of the folder. The bucket writes to this map. */
  readonly objects?: Map<string, BucketObject>;
  /** Whether the bucket's policy grants CloudFront `s3:ListBucket`. */
  readonly listBucket: boolean;
  /** Whether it grants `s3:PutObject` and `s3:DeleteObject`. */
  readonly writable: boolean;
  readonly bucketName: string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly newRequestId?: () => string;
}

/**
 * An S3 bucket that lets in nobody but a CloudFront distribution with origin access control: a
 * request counts as the distribution's when it carries an AWS signature, which is not verified.
 * Query and headers count as they do with S3.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
 */
export function createBucket(options: BucketOptions): HttpHandler {
  const objects = options.objects ?? new Map<string, BucketObject>();
  const store = createObjectStore(options.directory, objects, options.now);
  const newRequestId = options.newRequestId ?? (() => randomBytes(8).toString('hex').toUpperCase());
  return async (request) => {
    const parsed = parseS3Request(request);
    const response =
      parsed === undefined ? errorResponse('InvalidURI') : await route(options, store, parsed);
    const headers = {
      ...response.headers,
      server: 'AmazonS3',
      date: new Date(options.now()).toUTCString(),
      'x-amz-request-id': newRequestId(),
    };
    return { ...response, headers, body: request.method === 'HEAD' ? '' : response.body };
  };
}

async function route(
  options: BucketOptions,
  store: ObjectStore,
  request: S3Request,
): Promise<HttpResponse> {
  const signed = (request.headers['authorization'] ?? '').startsWith('AWS4-HMAC-SHA256 ');
  if (!signed || asksForMore(request)) return errorResponse('AccessDenied');
  if (request.key === '') return await bucketOperation(options, store, request);
  return await objectOperation(options, store, request);
}

/** Subresources for which CloudFront is granted nothing, versions of an object among them. */
const ungranted = [
  'acl',
  'attributes',
  'cors',
  'encryption',
  'legal-hold',
  'lifecycle',
  'location',
  'logging',
  'notification',
  'policy',
  'policyStatus',
  'publicAccessBlock',
  'replication',
  'restore',
  'retention',
  'select',
  'tagging',
  'torrent',
  'uploadId',
  'uploads',
  'versionId',
  'versioning',
  'versions',
  'website',
];

function asksForMore(request: S3Request): boolean {
  return ungranted.some((name) => request.query.has(name));
}

async function bucketOperation(
  options: BucketOptions,
  store: ObjectStore,
  request: S3Request,
): Promise<HttpResponse> {
  const { method, query } = request;
  if (method === 'GET' && options.listBucket) {
    return await listObjects(options.bucketName, store, query);
  }
  if (method === 'HEAD' && options.listBucket) return { status: 200, headers: {}, body: '' };
  if (method === 'POST' && query.has('delete') && options.writable) {
    return deleteObjects(store, request);
  }
  return errorResponse('AccessDenied');
}

async function objectOperation(
  options: BucketOptions,
  store: ObjectStore,
  request: S3Request,
): Promise<HttpResponse> {
  switch (request.method) {
    case 'GET':
    case 'HEAD': {
      const object = await store.get(request.key);
      return object === undefined ? noSuchKey(options) : readObject(request, object);
    }
    case 'PUT':
      return options.writable
        ? await write(options, store, request)
        : errorResponse('AccessDenied');
    case 'DELETE':
      if (!options.writable) return errorResponse('AccessDenied');
      store.delete(request.key);
      return { status: 204, headers: {}, body: '' };
    default:
      return errorResponse('MethodNotAllowed');
  }
}

async function write(
  options: BucketOptions,
  store: ObjectStore,
  request: S3Request,
): Promise<HttpResponse> {
  const source = request.headers['x-amz-copy-source'];
  if (source === undefined) return await putObject(store, request);
  return (await copyObject(options.bucketName, store, request, source)) ?? noSuchKey(options);
}

/** Without ListBucket S3 does not tell which keys exist. */
function noSuchKey(options: BucketOptions): HttpResponse {
  return errorResponse(options.listBucket ? 'NoSuchKey' : 'AccessDenied');
}
