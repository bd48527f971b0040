import type { HttpResponse } from '../http.ts';
import { etagOf, type ObjectStore, type StoredObject } from './objects.ts';
import type { S3Request } from './request.ts';
import { element, errorResponse, xmlResponse } from './xml.ts';

const pageLimit = 1000;

/**
 * ListObjectsV2, and the first version where `list-type=2` is not given: `prefix`, `delimiter`,
 * `max-keys`, `start-after`, `continuation-token`, `marker`.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
 */
export async function listObjects(
  bucketName: string,
  store: ObjectStore,
  query: S3Request['query'],
): Promise<HttpResponse> {
  const maxKeys = Number(query.get('max-keys') ?? pageLimit);
  if (!Number.isInteger(maxKeys) || maxKeys < 0) return errorResponse('InvalidArgument');
  const page = selectPage(await store.keys(), query, Math.min(maxKeys, pageLimit));
  const contents: string[] = [];
  for (const key of page.keys) {
    const object = await store.get(key);
    if (object !== undefined) contents.push(contentsElement(key, object));
  }
  return xmlResponse(
    'ListBucketResult',
    [
      element('Name', bucketName),
      element('Prefix', query.get('prefix') ?? ''),
      element('KeyCount', page.keys.length + page.prefixes.length),
      element('MaxKeys', maxKeys),
      element('IsTruncated', page.next !== undefined),
      page.next === undefined ? '' : nextElement(query, page.next),
      ...contents,
      ...page.prefixes.map(
        (prefix) => `<CommonPrefixes>${element('Prefix', prefix)}</CommonPrefixes>`,
      ),
    ].join(''),
  );
}

interface Page {
  readonly keys: readonly string[];
  readonly prefixes: readonly string[];
  /** The last name on a page that is not the last. */
  readonly next: string | undefined;
}

function selectPage(all: readonly string[], query: S3Request['query'], limit: number): Page {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const after = startOf(query);
  const names = new Map<string, 'key' | 'prefix'>();
  for (const key of all.filter((one) => one.startsWith(prefix))) {
    const cut = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    if (cut < 0) names.set(key, 'key');
    else names.set(key.slice(0, cut + delimiter.length), 'prefix');
  }
  const rest = [...names].filter(([name]) => name > after);
  const page = rest.slice(0, limit);
  return {
    keys: page.filter(([, kind]) => kind === 'key').map(([name]) => name),
    prefixes: page.filter(([, kind]) => kind === 'prefix').map(([name]) => name),
    next: rest.length > page.length ? (page.at(-1)?.[0] ?? undefined) : undefined,
  };
}

function startOf(query: S3Request['query']): string {
  const token = query.get('continuation-token');
  if (token !== undefined) return Buffer.from(token, 'base64url').toString();
  return query.get('start-after') ?? query.get('marker') ?? '';
}

function nextElement(query: S3Request['query'], next: string): string {
  return query.get('list-type') === '2'
    ? element('NextContinuationToken', Buffer.from(next).toString('base64url'))
    : element('NextMarker', next);
}

function contentsElement(key: string, object: StoredObject): string {
  const fields = [
    element('Key', key),
    element('LastModified', new Date(object.lastModified).toISOString()),
    element('ETag', etagOf(object.body)),
    element('Size', object.body.length),
    element('StorageClass', 'STANDARD'),
  ];
  return `<Contents>${fields.join('')}</Contents>`;
}
