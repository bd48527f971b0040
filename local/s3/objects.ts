import { createHash } from 'node:crypto';
import { readFile, readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { contentTypeOf } from './content-types.ts';

/** What a bucket holds under a key. */
export interface BucketObject {
  readonly body: Buffer | string;
  /** Default: by the key's extension. */
  readonly contentType?: string;
  readonly cacheControl?: string;
  /** Milliseconds since 1970. */
  readonly lastModified?: number;
}

/** The same with nothing left open. */
export interface StoredObject {
  readonly body: Buffer;
  readonly contentType: string;
  readonly cacheControl: string | undefined;
  readonly lastModified: number;
}

export interface ObjectStore {
  get(key: string): Promise<StoredObject | undefined>;
  put(key: string, object: BucketObject): void;
  delete(key: string): void;
  /** Every key, in S3's order: by UTF-8 bytes. */
  keys(): Promise<string[]>;
}

/**
 * Objects in memory over the files of a folder. What is written stays in memory: the folder is
 * never changed.
 */
export function createObjectStore(
  directory: string | undefined,
  objects: Map<string, BucketObject>,
  now: () => number,
): ObjectStore {
  const created = now();
  const deleted = new Set<string>();
  return {
    async get(key) {
      const object = objects.get(key);
      if (object !== undefined) return complete(key, object, created);
      if (directory === undefined || deleted.has(key)) return undefined;
      return await readObject(directory, key);
    },
    put(key, object) {
      objects.set(key, { lastModified: now(), ...object });
    },
    delete(key) {
      objects.delete(key);
      deleted.add(key);
    },
    async keys() {
      const files = directory === undefined ? [] : await listFiles(directory);
      const all = new Set([...files.filter((key) => !deleted.has(key)), ...objects.keys()]);
      return [...all].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    },
  };
}

/** S3's entity tag of an object put in one part: the quoted MD5 of its bytes, in hex. */
export function etagOf(body: Buffer): string {
  return `"${createHash('md5').update(body).digest('hex')}"`;
}

function complete(key: string, object: BucketObject, created: number): StoredObject {
  return {
    body: Buffer.from(object.body as string),
    contentType: object.contentType ?? contentTypeOf(key),
    cacheControl: object.cacheControl,
    lastModified: object.lastModified ?? created,
  };
}

async function readObject(directory: string, key: string): Promise<StoredObject | undefined> {
  try {
    const path = await locate(directory, key);
    if (path === undefined) return undefined;
    const { mtimeMs } = await stat(path);
    const body = await readFile(path);
    return complete(key, { body, lastModified: mtimeMs }, mtimeMs);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/**
 * The file that a key names literally. A key is a name and not a path to walk: `a/../b` is no file,
 * and a link that leads out of the folder is none either.
 */
async function locate(directory: string, key: string): Promise<string | undefined> {
  const segments = key.split('/');
  if (segments.some(isNoFileName)) return undefined;
  const root = await realpath(directory);
  const path = await realpath(join(root, ...segments));
  if (!path.startsWith(root + sep)) return undefined;
  return (await stat(path)).isFile() ? path : undefined;
}

function isNoFileName(segment: string): boolean {
  const special = segment === '' || segment === '.' || segment === '..';
  return special || segment.includes('\0') || segment.includes(sep);
}

async function listFiles(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(directory, sep).length))
    .map((path) => path.split(sep).join('/'));
}

const missing = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP', 'EACCES']);

function isMissing(error: unknown): boolean {
  return missing.has((error as NodeJS.ErrnoException).code ?? '');
}
