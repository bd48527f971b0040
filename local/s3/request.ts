import type { HttpRequest } from '../http.ts';

/** A request as S3 understands it: which object, and what the query asks of it. */
export interface S3Request {
  readonly method: string;
  /** The empty string is the bucket itself. */
  readonly key: string;
  readonly query: ReadonlyMap<string, string>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/**
 * Reads key and query: percent-decoded once, with a raw `+` as a space, and the path not
 * normalised. Undefined when the escapes are broken or are not UTF-8.
 */
export function parseS3Request(request: HttpRequest): S3Request | undefined {
  const mark = request.url.indexOf('?');
  const path = mark < 0 ? request.url : request.url.slice(0, mark);
  try {
    return {
      method: request.method,
      key: decodeS3(path.slice(1)),
      query: parseQuery(mark < 0 ? '' : request.url.slice(mark + 1)),
      headers: request.headers,
      body: request.body,
    };
  } catch {
    return undefined;
  }
}

/** @throws {URIError} when the escapes are broken or are not UTF-8. */
export function decodeS3(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}

function parseQuery(query: string): Map<string, string> {
  const parsed = new Map<string, string>();
  for (const pair of query.split('&').filter((part) => part !== '')) {
    const equals = pair.indexOf('=');
    const name = decodeS3(equals < 0 ? pair : pair.slice(0, equals));
    if (!parsed.has(name)) parsed.set(name, equals < 0 ? '' : decodeS3(pair.slice(equals + 1)));
  }
  return parsed;
}
