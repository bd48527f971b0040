/**
 * The CloudFront Function, viewer request: read the request, decide, answer. Deciding is in the
 * other files of this folder, which know no store; the handler does all the reading.
 *
 * What the engine makes of it shapes this file. Once the handler has waited for the store, each
 * call that it makes itself costs twice as much, and each variable of its own makes waiting dearer:
 * so it has few of both, and what it calls is kept from being merged into it (`@noinline`).
 */
import cf from 'cloudfront';
import { parseTimes } from '../session/key-ring.ts';
import { revocationKeyPrefix } from '../session/names.ts';
import type { Reason } from '../session/reasons.ts';
import { decodeTime } from '../session/time.ts';
import { at, isToken, refuseClaims, splitToken, type TokenParts } from '../session/token.ts';
import { refuseSignature } from '../session/verify.ts';
import { refuse, renewed, type Answer } from './answers.ts';
import {
  bearer,
  exactRules,
  identityHeaders,
  lifetimes,
  ringKey,
  spaFallback,
  strictPaths,
} from './config.ts';
import { decodePath, isPlain } from './path.ts';
import {
  bearerToken,
  cookieToken,
  handOn,
  header,
  identify,
  isCrossSite,
  serve,
  type Request,
} from './request.ts';
import { endpointOf, servedUri } from './route.ts';
import { everyone, exchange } from './rule.ts';
import { judgeBelow, judgePath, refuseByRule, type Judgement } from './rules.ts';
import { isDue, refuseRevoked, renewToken } from './session.ts';
import { letIn } from './after.ts';

const store = cf.kvs();

export async function handler(event: AWSCloudFrontFunction.Event): Promise<Answer | Request> {
  try {
    const request = event.request;
    const uri = request.uri;
    const isGet = request.method === 'GET';
    const exact = exactRules[uri];
    if (isGet && typeof exact === 'string') return letIn(serve(request, exact), null);

    let served = uri;
    let asked: Judgement;
    // Most paths are what they seem: of them nothing more is to be found out.
    if (isGet && uri && !spaFallback && isPlain(uri)) {
      asked = exact === undefined ? judgeBelow(uri) : (exact[0] as Judgement);
    } else {
      const path = decodePath(uri, strictPaths);
      if (!path) return refuse(request, 'path');
      asked = judgePath(path);
      if (asked !== exchange) served = servedUri(request, path);
    }
    const credentials = credentialsOf(request, asked);
    // No page of another origin can send a bearer token unless this one allows it.
    if (!isGet && !credentials && isCrossSite(request)) return refuse(request, 'cross-site');
    if (asked === exchange && !endpointOf(request)) return refuse(request, 'nowhere');
    if (asked === everyone && (served === uri || judgeServed(served) === everyone)) {
      return letIn(serve(request, served), null);
    }

    const text = credentials || cookieToken(request);
    let known: Reason | '' | null = isToken(text) ? null : text ? 'malformed' : 'none';
    // A page needs the ring only where there is a token to check. On the way to the token exchange
    // it is read all the same: nobody should sign in at a gate that cannot open.
    if (known && asked !== exchange) return refuse(request, known);
    const token = splitToken(text);
    let ring = '';
    try {
      ring = await store.get(ringKey);
      const answer = settle(request, asked, served, text, token, ring, known);
      if (answer) return answer;
      const key = revocationKeyPrefix + token[at.sub]!;
      const isListed = await store.exists(key);
      known = '';
      if (isListed) {
        const entry = await store.get(key);
        known = refuseRevoked(entry, token, Date.now() / 1000);
      }
    } catch (_storeFailed) {
      ring = '';
    }
    return settle(request, asked, served, text, token, ring, known)!;
  } catch (_unexpected) {
    // Whatever the event holds, nobody is let in by an error.
    return refuse(null, 'unavailable');
  }
}

/** The path that will be served is judged as well: both must let the request in. */
function judgeServed(served: string): Judgement {
  return judgePath(decodePath(served, strictPaths));
}

function credentialsOf(request: Request, asked: Judgement): string {
  return bearer && asked !== exchange ? bearerToken(request) : '';
}

/**
 * What comes of a request.
 *
 * @param ring the store's text
 * @param known why the session is refused; `''` when the user's entry does not refuse it; `null`
 *   when nothing is known yet
 * @returns `null` when the user's entry has to be asked as well
 * @noinline
 */
function settle(
  request: Request,
  asked: Judgement,
  served: string,
  text: string,
  token: TokenParts,
  ring: string,
  known: Reason | '' | null,
): Answer | Request | null {
  const times = parseTimes(ring);
  const now = Date.now() / 1000;
  const exp = decodeTime(token[at.exp]!);
  let reason = known;
  if (!times) {
    reason = 'unavailable';
  } else if (!reason) {
    reason =
      (known === null && refuseSignature(text, token, ring)) ||
      refuseClaims(decodeTime(token[at.iat]!), exp, now, times[0], lifetimes);
    // A session that has ended is told from one that has only expired: the way back differs.
    if (
      known === null &&
      now < times[1] &&
      (!reason || (asked === exchange && reason === 'expired'))
    ) {
      return null;
    }
  }

  const endpoint = asked === exchange ? endpointOf(request) : '';
  if (endpoint && endpoint !== 'renew') return handOn(request, reason || 'ok');
  if (!reason && !endpoint) {
    if (typeof asked !== 'number') reason = refuseByRule(asked, token);
    if (!reason && served !== request.uri) reason = refuseByRule(judgeServed(served), token);
  }
  if (reason) return refuse(request, reason);
  const credentials = credentialsOf(request, asked);
  if (endpoint || (!credentials && isDue(exp, now) && isPageLoad(request))) {
    const fresh = renewToken(token, ring, exp, now);
    if (fresh || endpoint) return renewed(request, fresh || text);
  }
  serve(request, served);
  if (credentials) delete request.headers['authorization'];
  if (identityHeaders) identify(request, token);
  return letIn(request, token);
}

/** Whether the browser asks for a page, which it will ask for again where it is sent. */
function isPageLoad(request: Request): boolean {
  return request.method === 'GET' && header(request, 'sec-fetch-mode') === 'navigate';
}
