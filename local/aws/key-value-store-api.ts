import type { HttpHandler, HttpRequest, HttpResponse } from '../http.ts';
import { requireSignature } from './authorization.ts';
import { AwsError, invalid } from './errors.ts';
import { objects, parseInput, requiredText, type Input } from './input.ts';
import { exceeded, kvsLimits } from './key-value-store-limits.ts';
import type { KeyValueStore } from './key-value-store.ts';

/** Where the data API lives. */
export const keyValueStorePath = '/key-value-stores/';

/** The data API of several stores, told apart by the ARN in the path. */
export function keyValueStoresApi(stores: readonly KeyValueStore[]): HttpHandler {
  return (request) =>
    new Promise((resolve) => {
      resolve(answer(stores, request));
    });
}

function answer(stores: readonly KeyValueStore[], request: HttpRequest): HttpResponse {
  try {
    requireSignature(request, 'cloudfront-keyvaluestore', 'AWS4-ECDSA-P256-SHA256', {
      code: 'AccessDeniedException',
      status: 403,
    });
    const { arn, operation, key, query } = route(request);
    const store = stores.find((candidate) => candidate.arn === arn);
    if (!store) throw notFound('The key value store does not exist.');
    store.admit(operation);
    return operations[operation]({ store, request, key, query });
  } catch (error) {
    if (error instanceof AwsError) return failure(error);
    throw error;
  }
}

interface Call {
  readonly store: KeyValueStore;
  readonly request: HttpRequest;
  readonly key: string;
  readonly query: URLSearchParams;
}

const operations = {
  DescribeKeyValueStore: ({ store }: Call) =>
    state(store, {
      KvsARN: store.arn,
      Status: 'READY',
      Created: store.createdAt / 1000,
      LastModified: store.modifiedAt / 1000,
    }),
  ListKeys: ({ store, query }: Call) => json(200, listKeys(store, query)),
  GetKey: ({ store, key }: Call) => {
    const value = store.get(key);
    if (value === undefined) throw notFound('The key does not exist.');
    return json(200, { Key: key, Value: value, ...totals(store) });
  },
  PutKey: ({ store, request, key }: Call) => {
    const value = requiredText(inputOf(request), 'Value');
    store.write(request.headers['if-match'], [[key, value]], []);
    return state(store);
  },
  DeleteKey: ({ store, request, key }: Call) => {
    store.write(request.headers['if-match'], [], [key]);
    return state(store);
  },
  UpdateKeys: ({ store, request }: Call) => {
    if (request.body.length > kvsLimits.updateBytes) {
      throw exceeded('Maximum size of an update request');
    }
    const input = inputOf(request);
    const puts = objects(input, 'Puts').map(pairOf);
    const deletes = objects(input, 'Deletes').map((item) => requiredText(item, 'Key'));
    store.write(request.headers['if-match'], puts, deletes);
    return state(store);
  },
} as const satisfies Record<string, (call: Call) => HttpResponse>;

type OperationName = keyof typeof operations;

const routes: readonly (readonly [string, RegExp, OperationName])[] = [
  ['GET', /^\/key-value-stores\/([^/]+)$/, 'DescribeKeyValueStore'],
  ['GET', /^\/key-value-stores\/([^/]+)\/keys$/, 'ListKeys'],
  ['POST', /^\/key-value-stores\/([^/]+)\/keys$/, 'UpdateKeys'],
  ['GET', /^\/key-value-stores\/([^/]+)\/keys\/([^/]+)$/, 'GetKey'],
  ['PUT', /^\/key-value-stores\/([^/]+)\/keys\/([^/]+)$/, 'PutKey'],
  ['DELETE', /^\/key-value-stores\/([^/]+)\/keys\/([^/]+)$/, 'DeleteKey'],
];

function route(request: HttpRequest) {
  const [path = '', query] = request.url.split('?', 2);
  for (const [method, pattern, operation] of routes) {
    const match = method === request.method ? pattern.exec(path) : null;
    if (!match) continue;
    const [arn, key] = [decode(match[1]), decode(match[2])];
    return { operation, arn, key, query: new URLSearchParams(query) };
  }
  throw new AwsError('UnknownOperationException', 'Unknown operation.', 404);
}

function decode(text = ''): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid('The path is not percent-encoded UTF-8.');
  }
}

/** Pages go by key, so that a write between two of them shifts nothing. */
function listKeys(store: KeyValueStore, query: URLSearchParams): object {
  const size = Number(query.get('MaxResults') ?? kvsLimits.pageDefault);
  if (!Number.isInteger(size) || size < 1 || size > kvsLimits.pageMax) {
    throw invalid(`MaxResults must be between 1 and ${String(kvsLimits.pageMax)}.`);
  }
  const after = tokenKey(query.get('NextToken'));
  const rest = store.entries().filter(([key]) => after === null || key > after);
  const page = rest.slice(0, size);
  const last = page.at(-1);
  return {
    Items: page.map(([Key, Value]) => ({ Key, Value })),
    ...(last && rest.length > size ? { NextToken: tokenOf(last[0]) } : {}),
  };
}

function tokenOf(key: string): string {
  return Buffer.from(`after:${key}`).toString('base64url');
}

function tokenKey(token: string | null): string | null {
  if (token === null) return null;
  const text = Buffer.from(token, 'base64url').toString('utf8');
  if (!text.startsWith('after:')) throw invalid('NextToken is not one of this store.');
  return text.slice('after:'.length);
}

function pairOf(item: Input): readonly [string, string] {
  return [requiredText(item, 'Key'), requiredText(item, 'Value')];
}

function inputOf(request: HttpRequest): Input {
  return parseInput(request.body, invalid('The body is not a JSON object.'));
}

function state(store: KeyValueStore, more: object = {}): HttpResponse {
  return json(200, { ...totals(store), ...more }, { etag: store.etag });
}

function totals(store: KeyValueStore): object {
  return { ItemCount: store.itemCount, TotalSizeInBytes: store.totalSize };
}

function notFound(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message, 404);
}

function failure(error: AwsError): HttpResponse {
  return json(error.status, { Message: error.message }, { 'x-amzn-errortype': error.code });
}

function json(status: number, body: object, headers: Record<string, string> = {}): HttpResponse {
  const contentType = { 'content-type': 'application/json' };
  return { status, headers: { ...contentType, ...headers }, body: JSON.stringify(body) };
}
