/** The request to explain, as somebody describes it. Pure. */
import { readViewerRequest, type ViewerRequest } from '../../local/cloudfront/event.ts';
import { EdgeError } from '../../local/cloudfront/errors.ts';
import { sessionCookie } from '../../session/names.ts';
import { UsageError } from '../usage-error.ts';

export interface Described {
  readonly url: string;
  readonly method: string;
  /** `name: value` each. */
  readonly headers: readonly string[];
  /** A cookie header, or a bare session token. */
  readonly cookie: string | undefined;
  /** As a script asks, and not as a browser goes to a page. */
  readonly isScript: boolean;
}

/** @throws {UsageError} */
export function viewerRequestOf(described: Described): ViewerRequest {
  const { host, target } = splitUrl(described.url);
  const method = described.method.toUpperCase();
  if (!/^[A-Z]+$/.test(method)) throw new UsageError(`${described.method} is no HTTP method`);
  const cookie = described.cookie?.trim().replace(/^cookie:\s*/i, '');
  const given = Object.fromEntries(described.headers.map(parseHeader));
  const headers = {
    host,
    ...browserHeaders(method, described.isScript, 'origin' in given),
    ...given,
    ...(cookie && { cookie: cookie.includes('=') ? cookie : `${sessionCookie}=${cookie}` }),
  };
  try {
    return readViewerRequest({ method, url: target, headers, body: Buffer.alloc(0) });
  } catch (error) {
    if (error instanceof EdgeError) throw new UsageError(`CloudFront refuses it: ${error.message}`);
    throw error;
  }
}

/** Not by `URL`, which would tidy up the very things that the edge looks at. */
function splitUrl(url: string): { host: string; target: string } {
  const [, host, rest = ''] = /^(?:https?:\/\/([^/?#]+))?([^#]*)/i.exec(url) ?? [];
  const target = host !== undefined && !rest.startsWith('/') ? `/${rest}` : rest;
  if (!target.startsWith('/') || /[^\x21-\x7e]/.test(target)) {
    throw new UsageError(
      'the URL has to be like https://host/path or /path, percent-encoded as a browser sends it',
    );
  }
  return { host: host ?? 'localhost', target };
}

/** @param isFromElsewhere whether the origin is said, which then has to speak for itself */
function browserHeaders(
  method: string,
  isScript: boolean,
  isFromElsewhere: boolean,
): Record<string, string> {
  const isPage = !isScript && (method === 'GET' || method === 'HEAD');
  if (isFromElsewhere) return { 'sec-fetch-mode': isPage ? 'navigate' : 'cors' };
  return isPage
    ? { 'sec-fetch-mode': 'navigate', 'sec-fetch-site': 'none', accept: 'text/html,*/*;q=0.8' }
    : { 'sec-fetch-mode': 'cors', 'sec-fetch-site': 'same-origin', accept: '*/*' };
}

function parseHeader(line: string): [string, string] {
  const [, name, value] = /^([!#$%&'*+.^_`|~\w-]+):\s*([^\r\n]*)$/.exec(line.trim()) ?? [];
  if (name === undefined) throw new UsageError(`a header has to be like "name: value": ${line}`);
  return [name.toLowerCase(), value ?? ''];
}
