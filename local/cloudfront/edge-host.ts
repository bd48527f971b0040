import { createHash, createHmac } from 'node:crypto';
import { languageGlobals } from './edge-prelude.ts';

/** What a function reads of its key value store. A missing key rejects `get`. */
export interface EdgeStore {
  get(key: string): Promise<string>;
  exists(key: string): Promise<boolean>;
  meta?(): Promise<{ creationDateTime: string; lastUpdatedDateTime: string; keyCount: number }>;
}

type Bytes = string | NodeJS.ArrayBufferView;
type Encoding = 'hex' | 'base64' | 'base64url';

/** The part of the engine that needs Node: hashes, buffers, the store, the log. */
export type EngineHost = ReturnType<typeof createEngineHost>;

export function createEngineHost(store: EdgeStore, log: (line: string) => void) {
  return {
    log,
    globals: languageGlobals,
    buffer: bufferMethods,
    digester,
    get: (key: string) => store.get(key),
    exists: (key: string) => store.exists(key),
    async meta() {
      if (store.meta === undefined) throw new Error('the store has no metadata');
      return JSON.stringify(await store.meta());
    },
    utf8: (text: string) => new TextEncoder().encode(text),
    atob: (text: string) => atob(text),
    btoa: (text: string) => btoa(text),
    TextEncoder,
    TextDecoder,
  };
}

function digester(kind: 'hash' | 'hmac', algorithm: string, key: Bytes) {
  const hash = kind === 'hash' ? createHash(algorithm) : createHmac(algorithm, key);
  return {
    update(data: Bytes, encoding?: string) {
      if (typeof data === 'string') hash.update(Buffer.from(data, checkEncoding(encoding)));
      else hash.update(data);
    },
    digest(encoding?: string) {
      const bytes = hash.digest();
      return encoding === undefined ? own(bytes) : bytes.toString(checkDigestEncoding(encoding));
    },
  };
}

const bufferMethods = {
  from(value: string | readonly number[] | ArrayBuffer | Uint8Array, encoding?: string) {
    return typeof value === 'string'
      ? own(Buffer.from(value, checkEncoding(encoding)))
      : own(Buffer.from(value as Uint8Array));
  },
  alloc: (size: number, fill?: string | number) => Buffer.alloc(size, fill),
  byteLength: (text: string, encoding?: string) => Buffer.byteLength(text, checkEncoding(encoding)),
  compare: (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b),
  concat: (list: readonly Uint8Array[]) => own(Buffer.concat([...list])),
  isBuffer: (value: unknown) => Buffer.isBuffer(value),
};

/** Memory of its own, as in the engine: Node's small buffers share a pool that `.buffer` would show. */
function own(bytes: Uint8Array): Buffer {
  const copy = Buffer.alloc(bytes.length);
  copy.set(bytes);
  return copy;
}

function checkEncoding(encoding = 'utf8'): BufferEncoding {
  if (['utf8', 'utf-8'].includes(encoding)) return 'utf8';
  return checkDigestEncoding(encoding);
}

function checkDigestEncoding(encoding: string): Encoding {
  if (!['hex', 'base64', 'base64url'].includes(encoding)) {
    throw new TypeError(`"${encoding}" encoding is not supported`);
  }
  return encoding as Encoding;
}
