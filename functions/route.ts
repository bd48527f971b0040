import { endpoints, type Endpoint } from '../session/names.ts';
import { authPath, indexDocument, spaFallback } from './config.ts';
import { isNavigation, isRead, type Request } from './request.ts';

/**
 * Whether the token exchange has this endpoint. The path as it was sent has to be the endpoint's:
 * another spelling of it is not.
 */
export function endpointOf(request: Request): Endpoint | null {
  const prefix = authPath + '/';
  const name = request.uri.slice(prefix.length) as Endpoint;
  return request.uri === prefix + name &&
    endpoints.indexOf(name) >= 0 &&
    (name !== 'renew' || request.method === 'POST')
    ? name
    : null;
}

/** What the origin is asked for: the index document of a directory, the one page of an app. */
export function servedUri(request: Request, path: string): string {
  if (isRead(request)) {
    if (indexDocument && path.charAt(path.length - 1) === '/') {
      return request.uri + indexDocument;
    }
    if (spaFallback && path.indexOf('.', path.lastIndexOf('/')) < 0 && isNavigation(request)) {
      return spaFallback;
    }
  }
  return request.uri;
}
