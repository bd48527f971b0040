/**
 * The CloudFront Function, viewer request: read the request, decide, answer. Deciding is in the
 * other files of this folder, which know no store; the handler does all the reading.
 *
 * What the engine makes of it shapes this file. Once the handler has waited for the store, each
 * call that it makes itself costs twice as much, and each variable of its own makes waiting dearer:
 * so it has few of both, and what it calls is kept from being merged into it (`@noinline`).
 */
import cf from 'cloudfront';
import { noTimes, parseTimes } from '../session/key-ring.ts';
import { revocationKeyPrefix, sessionCookie } from '../session/names.ts';
import type { Reason } from '../session/reasons.ts';
import { decodeTime } from '../session/time.ts';
import { at, inHead, readHead, refuseClaims, splitBody, type TokenHead } from '../session/token.ts';
import { refuseSignature } from '../session/verify.ts';
import { refuse, renewed, type Answer } from './answers.ts';
import {
  bearer,
  exactRules,
  identityHeaders,
  lifetimes,
  ringKey,
  spaFallback,
  unfitDecoded,
  unfitSent,
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

/** Milliseconds. The engine looks a global, and what belongs to it, up by name each time. */
const clock = Date.now;

export async function handler(event: AWSCloudFrontFunction.Event): Promise<Answer | Request> {
  try {
    const request = event.request;
    const uri = request.uri;
    const isGet = request.method === 'GET';
    const exact = exactRules[uri];
    if (exact && isGet && typeof exact === 'string') return letIn(serve(request, exact), null);

    // Most paths are what they seem: of them nothing more is to be found out.
    let asked: Judgement | Answer | Request = exchange;
    if (isGet && !exact && !spaFallback && isPlain(uri)) asked = judgeBelow(uri);
    let served = '';
    if (asked === everyone) return letIn(serve(request, served), null);
    if (asked === exchange) {
      asked = judge(request);
      if (typeof asked === 'object') return asked;
      served = servedUri(request);
    }

    const text = credentialsOf(request, asked) || cookieToken(request);
    const head = readHead(text);
    // A page needs the ring only where there is a token to check. On the way to the token exchange
    // it is read all the same: nobody should sign in at a gate that cannot open.
    if (!head && asked !== exchange) return refuse(request, text ? 'malformed' : 'none');
    const ring = await store.get(ringKey);
    const answer = settle(request, asked, served, head, ring, undefined);
    if (answer) return answer;
    const key = revocationKeyOf(head!);
    let entry = null;
    const isListed = await store.exists(key);
    if (isListed) {
      entry = await store.get(key);
      entry += '';
    }
    return settle(request, asked, served, head, ring, entry)!;
  } catch (_unexpected) {
    return fail(event);
  }
}

/**
 * The answer while the store fails, or where the event is not what it should be. Nobody is let in by
 * an error; the token exchange is told, which can sign people out all the same.
 *
 * @noinline
 */
function fail(event: AWSCloudFrontFunction.Event): Answer | Request {
  try {
    const request = event.request;
    const isExchange = judgePath(decodePath(request.uri, unfitSent, unfitDecoded)) === exchange;
    return isExchange && endpointOf(request) && !isCrossSite(request)
      ? settle(request, exchange, '', null, '', undefined)!
      : refuse(request, 'unavailable');
  } catch (_unreadable) {
    return refuse(null, 'unavailable');
  }
}

/**
 * Whom a path is open to that is more than it seems, or that something is sent to.
 *
 * @returns an answer where no session is needed to tell
 * @noinline
 */
function judge(request: Request): Judgement | Answer | Request {
  const path = decodePath(request.uri, unfitSent, unfitDecoded);
  if (!path) return refuse(request, 'path');
  const asked = judgePath(path);
  // No page of another origin can send a bearer token unless this one allows it.
  if (!credentialsOf(request, asked) && isCrossSite(request)) return refuse(request, 'cross-site');
  if (asked === exchange && !endpointOf(request)) return refuse(request, 'nowhere');
  if (asked !== everyone) return asked;
  const served = servedUri(request);
  return !served || judgeServed(served) === everyone ? letIn(serve(request, served), null) : asked;
}

/** The path that will be served is judged as well: both must let the request in. */
function judgeServed(served: string): Judgement {
  return judgePath(decodePath(served, unfitSent, unfitDecoded));
}

function credentialsOf(request: Request, asked: Judgement): string {
  return bearer && asked !== exchange ? bearerToken(request) : '';
}

function isEmpty(item: { readonly value: string } | undefined): boolean {
  return !item || !item.value;
}

/**
 * What comes of a request.
 *
 * @param head of its token, if it has one
 * @param ring the store's text
 * @param entry the user's; `null` when there is none, `undefined` when nobody has asked yet
 * @returns `null` when the user's entry has to be asked as well
 * @noinline
 */
function settle(
  request: Request,
  asked: Judgement,
  served: string,
  head: TokenHead | null,
  ring: string,
  entry: string | null | undefined,
): Answer | Request | null {
  // Whoever has looked for an entry has read the times before.
  const times = entry === undefined ? parseTimes(ring) : noTimes;
  const now = clock() / 1000;
  let exp = 0;
  let reason: Reason | '' = '';
  if (!times) {
    reason = 'unavailable';
  } else if (!head) {
    reason = isEmpty(request.cookies[sessionCookie]) ? 'none' : 'malformed';
  } else {
    exp = decodeTime(head[inHead.exp]!);
    if (entry === undefined) {
      reason = refuseSignature(head[inHead.kid]!, head[inHead.body]!, head[inHead.mac]!, ring);
    } else if (entry !== null) {
      reason = refuseRevoked(entry, splitBody(head), now);
    }
    if (!reason) {
      reason = refuseClaims(decodeTime(head[inHead.iat]!), exp, now, times[0], lifetimes);
    }
    // A session that has ended is told from one that has only expired: the way back differs.
    if (
      entry === undefined &&
      now < times[1] &&
      (!reason || (asked === exchange && reason === 'expired'))
    ) {
      return null;
    }
  }

  if (asked === exchange) {
    if (endpointOf(request) !== 'renew') return handOn(request, reason || 'ok');
  } else if (!reason) {
    if (typeof asked !== 'number') reason = refuseByRule(asked, splitBody(head!));
    if (!reason && served) reason = refuseByRule(judgeServed(served), splitBody(head!));
    if (!reason && !(isDue(exp, now) && isPageLoad(request) && !credentialsOf(request, asked))) {
      return pass(request, served, head!);
    }
  }
  return reason ? refuse(request, reason) : renew(request, asked, served, head!, ring, exp, now);
}

/** @noinline */
function renew(
  request: Request,
  asked: Judgement,
  served: string,
  head: TokenHead,
  ring: string,
  exp: number,
  now: number,
): Answer | Request {
  const fresh = renewToken(splitBody(head), ring, exp, now);
  return fresh || asked === exchange
    ? renewed(request, fresh || head[0]!)
    : pass(request, served, head);
}

/** Where the user's entry is. */
function revocationKeyOf(head: TokenHead): string {
  return revocationKeyPrefix + splitBody(head)[at.sub]!;
}

/** To the origin, which learns of the session what it is to know. */
function pass(request: Request, served: string, head: TokenHead): Answer | Request {
  serve(request, served);
  if (bearer && bearerToken(request)) delete request.headers['authorization'];
  if (identityHeaders) identify(request, splitBody(head));
  return letIn(request, head);
}

/** Whether the browser asks for a page, which it will ask for again where it is sent. */
function isPageLoad(request: Request): boolean {
  return request.method === 'GET' && header(request, 'sec-fetch-mode') === 'navigate';
}
