/**
 * The CloudFront Function, viewer request: read the request, decide, answer. Deciding is in the
 * other files of this folder, which know no store; this one does all the reading.
 */
import cf from 'cloudfront';
import { hostHeader, revocationKeyPrefix, ringKeyPrefix, verdictHeader } from '../session/names.ts';
import type { Reason } from '../session/reasons.ts';
import { parseTimes } from '../session/key-ring.ts';
import { refuseRevoked } from '../session/revocation.ts';
import { parseToken } from '../session/token.ts';
import { refuse, renewed, type Answer } from './answers.ts';
import { audience, authPath, bearer, identityHeaders, lifetimes, strictPaths } from './config.ts';
import { decodePath } from './path.ts';
import {
  bearerToken,
  cookieToken,
  header,
  identify,
  isCrossSite,
  strip,
  type Request,
} from './request.ts';
import { endpointOf, servedUri } from './route.ts';
import { judgePath, refuseByRule } from './rules.ts';
import { refuseToken, renewToken } from './session.ts';

export async function handler(event: AWSCloudFrontFunction.Event): Promise<Answer | Request> {
  try {
    const request = event.request;
    const uri = request.uri;
    const path = decodePath(uri, strictPaths);
    if (!path) return refuse(request, 'path');

    const isExchange = path.indexOf(authPath + '/') === 0;
    const credentials = bearer && !isExchange ? bearerToken(request) : '';
    // No page of another origin can send a bearer token unless this one allows it.
    if (!credentials && isCrossSite(request)) {
      return refuse(request, 'cross-site');
    }
    const endpoint = isExchange ? endpointOf(request) : '';
    if (isExchange && !endpoint) return refuse(request, 'nowhere');

    const served = isExchange ? uri : servedUri(request, path);
    const asked = judgePath(path);
    const given = served === uri ? asked : judgePath(decodePath(served, strictPaths));
    if (!isExchange && asked === 'public' && given === 'public') return serve(request, served);

    const now = Math.floor(Date.now() / 1000);
    const text = credentials || cookieToken(request);
    const token = parseToken(text);
    let reason: Reason | '' = token ? '' : text ? 'malformed' : 'none';
    let ring = '';
    // A page needs the ring only where there is a token to check. On the way to the token exchange
    // it is read all the same: nobody should sign in at a gate that cannot open.
    if (token || isExchange) {
      try {
        const store = cf.kvs();
        ring = await store.get(ringKeyPrefix + audience);
        const times = parseTimes(ring);
        if (!times) {
          reason = 'unavailable';
        } else if (token) {
          reason = refuseToken(token, ring, times.notBefore, now);
          // A session that has ended is told from one that has only expired: the way back differs.
          if (now < times.revokedUntil && (!reason || (isExchange && reason === 'expired'))) {
            const entryKey = revocationKeyPrefix + token.sub;
            const isListed = await store.exists(entryKey);
            if (isListed) {
              const entry = await store.get(entryKey);
              reason = refuseRevoked(entry, token, now) || reason;
            }
          }
        }
      } catch (_storeFailed) {
        reason = 'unavailable';
      }
    }

    if (endpoint && endpoint !== 'renew') return handOn(request, reason || 'ok');
    if (!reason && !endpoint) reason = refuseByRule(asked, token!) || refuseByRule(given, token!);
    if (reason) return refuse(request, reason);

    if (
      endpoint ||
      (!credentials &&
        (token!.exp - now) * 2 < lifetimes.sessionTtl &&
        request.method === 'GET' &&
        header(request, 'sec-fetch-mode') === 'navigate')
    ) {
      const fresh = renewToken(token!, ring, now);
      if (fresh || endpoint) return renewed(request, fresh || text);
    }
    serve(request, served);
    if (credentials) delete request.headers['authorization'];
    if (identityHeaders) identify(request, token!);
    return request;
  } catch (_unexpected) {
    // Whatever the event holds, nobody is let in by an error.
    return refuse(null, 'unavailable');
  }
}

/** To the origin, without what is ours. */
function serve(request: Request, uri: string): Request {
  request.uri = uri;
  return strip(request);
}

/** To the token exchange, cookies and all, with what it could not know otherwise. */
function handOn(request: Request, verdict: string): Request {
  request.headers[hostHeader] = { value: header(request, 'host') };
  request.headers[verdictHeader] = { value: verdict };
  return request;
}
