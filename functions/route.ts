import { endpoints, type Endpoint } from '../session/names.ts';
import { authPath, indexDocument, spaFallback, unfitDecoded, unfitSent } from './config.ts';
import { decodePath } from './path.ts';
import { isNavigation, isRead, type Request } from './request.ts';

/**
 * Whether the token exchange has this endpoint, spelled as it is. An encoded spelling of the auth
 * path is longer than it, so that what is cut off here has a slash in it, which no endpoint has.
 */
export function endpointOf(request: Request): Endpoint | '' {
  const name = request.uri.slice(authPath.length + 1) as Endpoint;
  return endpoints.indexOf(name) < 0 || (name === 'renew' && request.method !== 'POST') ? '' : name;
}

const extension = /\.[^/]*$/;

/**
 * What is served in place of what was asked for: the index document of a directory, the one page of
 * an app. `''` where nothing is.
 *
 * @noinline
 */
export function servedUri(request: Request): string {
  const uri = request.uri;
  if (isRead(request)) {
    if (indexDocument && uri.slice(-1) === '/') return uri + indexDocument;
    if (spaFallback && isNavigation(request)) {
      return decodePath(uri, unfitSent(), unfitDecoded()).search(extension) < 0 ? spaFallback : '';
    }
  }
  return '';
}
