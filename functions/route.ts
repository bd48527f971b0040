import { endpoints, type Endpoint } from '../session/names.ts';
import { authPath, indexDocument, spaFallback } from './config.ts';
import { isNavigation, isRead, type Request } from './request.ts';

/**
 * Whether the token exchange has this endpoint, spelled as it is. An encoded spelling of the auth
 * path is longer than it, so that what is cut off here has a slash in it, which no endpoint has.
 */
export function endpointOf(request: Request): Endpoint | null {
  const name = request.uri.slice(authPath.length + 1) as Endpoint;
  return endpoints.indexOf(name) >= 0 && (name !== 'renew' || request.method === 'POST')
    ? name
    : null;
}

/**
 * What the origin is asked for: the index document of a directory, the one page of an app.
 *
 * @noinline
 */
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
