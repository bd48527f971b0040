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
import { revocationKeyPrefix } from '../session/names.ts';
import type { Reason } from '../session/reasons.ts';
import { decodeTime } from '../session/time.ts';
import { at, inHead, readHead, refuseClaims, splitBody, type TokenHead } from '../session/token.ts';
import { refuseSignature } from '../session/verify.ts';
import { refuse, renewed, type Answer } from './answers.ts';
import {
  bearer,
  exactRules,
  identityHeaders,
  indexDocument,
  lifetimes,
  ringKey,
  spaFallback,
  unfitDecoded,
  unfitSent,
} from './config.ts';
import { hasExtras } from './features.ts';
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
import { anySession, everyone, exchange, type Judgements } from './rule.ts';
import { bothOf, judgeBelow, judgePath, refuseByRule } from './rules.ts';
import { isDue, refuseRevoked, renewToken } from './session.ts';
import { letIn } from './after.ts';

const store = cf.kvs();

/** Of a user's entry in the store, in place of its text. */
const notAsked = 0;
const noEntry = 1;

/** Milliseconds. The engine looks a global, and what belongs to it, up by name each time. */
const clock = Date.now;

export async function handler(event: AWSCloudFrontFunction.Event): Promise<Answer | Request> {
  let request: Request | undefined;
  let asked: Judgements | undefined;
  let served: string | undefined;
  let head: TokenHead | Reason | undefined;
  try {
    request = event.request;
    const uri = request.uri;
    const isGet = request.method === 'GET';
    const exact = exactRules[uri];
    if (exact) {
      if (isGet && typeof exact === 'string') return letIn(serve(request, exact), null);
    } else if (isGet && !spaFallback && isPlain(uri)) {
      // Most paths are what they seem: of them nothing more is to be found out.
      asked = judgeBelow(uri);
    }
    if (asked === everyone) return letIn(serve(request, ''), null);
    if (!asked || asked === exchange) {
      served = servedUri(request);
      const judged = judge(request, served);
      // An answer already.
      if ((judged as Answer).headers) return judged as Answer;
      asked = judged as Judgements;
    }

    const text = credentialsOf(request, asked) || cookieToken(request);
    head = readHead(text);
    // A page needs the ring only where there is a token to check. On the way to the token exchange
    // it is read all the same: nobody should sign in at a gate that cannot open.
    if (typeof head === 'string' && asked !== exchange) return refuse(request, head);
    const ring = await store.get(ringKey);
    const answer = settle(request, asked, served, head, ring, notAsked);
    if (answer) return answer;
    const key = revocationKeyOf(head as TokenHead);
    let entry: string | typeof noEntry = noEntry;
    const isListed = await store.exists(key);
    if (isListed) entry = await store.get(key);
    return settle(request, asked, served, head, ring, entry)!;
  } catch (_unexpected) {
    // The store fails, or the event is not what it should be. Nobody is let in by an error; the token
    // exchange is told, which can sign people out all the same.
    try {
      // Without a ring nothing is asked of what had not been found out.
      return settle(
        request as Request,
        asked as Judgements,
        served,
        head as TokenHead,
        '',
        notAsked,
      )!;
    } catch (_unreadable) {
      return refuse({ headers: {} } as Request, 'unavailable');
    }
  }
}

/**
 * Whom a path is open to that is more than it seems, or that something is sent to.
 *
 * @param served in place of what is asked for, `''` where nothing is
 * @returns an answer where no session is needed to tell
 * @noinline
 */
function judge(request: Request, served: string): Judgements | Answer | Request {
  const path = decodePath(request.uri, unfitSent(), unfitDecoded());
  const asked = judgePath(path);
  // No page of another origin can send a bearer token unless this one allows it.
  const isForged = !credentialsOf(request, asked) && isCrossSite(request);
  const isNowhere = asked === exchange && !endpointOf(request);
  const reason = !path ? 'path' : isForged ? 'cross-site' : isNowhere ? 'nowhere' : '';
  if (reason) return refuse(request, reason);
  // The path that will be served is judged as well: both must let the request in.
  const both =
    served && asked !== exchange ? bothOf(asked, judgePath(servedPath(path, served))) : asked;
  return both === everyone ? letIn(serve(request, served), null) : both;
}

/** What is served, decoded: of an index document nothing is encoded. */
function servedPath(path: string, served: string): string {
  return hasExtras && served === spaFallback
    ? decodePath(served, unfitSent(), unfitDecoded())
    : path + indexDocument;
}

function credentialsOf(request: Request, asked: Judgements): string {
  return bearer && asked !== exchange ? bearerToken(request) : '';
}

/**
 * What comes of a request.
 *
 * @param served in place of what was asked for, if anything is
 * @param head of its token, or why there is none
 * @param ring the store's text
 * @param entry the user's, if it has been asked for and there is one
 * @returns `null` when the user's entry has to be asked as well
 * @noinline
 */
function settle(
  request: Request,
  asked: Judgements,
  served: string | undefined,
  head: TokenHead | Reason,
  ring: string,
  entry: string | typeof notAsked | typeof noEntry,
): Answer | Request | null {
  const token = head as TokenHead;
  const times = entry === notAsked ? parseTimes(ring) : noTimes;
  let now!: number;
  let exp!: number;
  let reason: Reason | '' = '';
  if (!times) {
    reason = 'unavailable';
  } else if (typeof head === 'string') {
    reason = head;
  } else {
    if (entry === notAsked) {
      reason = refuseSignature(token[inHead.kid]!, token[inHead.body]!, token[inHead.mac]!, ring);
    }
    if (!reason) {
      now = clock() / 1000;
      exp = decodeTime(token[inHead.exp]!);
      reason = refuseClaims(decodeTime(token[inHead.iat]!), exp, now, times[0], lifetimes);
      // A session that has ended is told from one that has only expired: the way back differs.
      if (!reason || (asked === exchange && reason === 'expired')) {
        if (entry === notAsked) {
          if (now < times[1]) return null;
        } else if (entry !== noEntry) {
          reason = refuseRevoked(entry, splitBody(token), now) || reason;
        }
      }
    }
  }

  if (asked === exchange) {
    const endpoint = endpointOf(request);
    // There is none where judging it failed.
    if (endpoint && endpoint !== 'renew') return handOn(request, reason || 'ok');
  } else if (!reason) {
    if (asked !== anySession) reason = refuseByRule(asked, token);
    if (!reason && !(isDue(exp, now) && isPageLoad(request) && !(bearer && bearerToken(request)))) {
      return pass(request, served, token);
    }
  }
  return reason ? refuse(request, reason) : renew(request, asked, served, token, ring, exp, now);
}

/** @noinline */
function renew(
  request: Request,
  asked: Judgements,
  served: string | undefined,
  head: TokenHead,
  ring: string,
  exp: number,
  now: number,
): Answer | Request {
  const fresh = renewToken(splitBody(head), ring, exp, now);
  return fresh || asked === exchange
    ? renewed(request, fresh || head[0])
    : pass(request, served, head);
}

/** Where the user's entry is. */
function revocationKeyOf(head: TokenHead): string {
  return revocationKeyPrefix + splitBody(head)[at.sub]!;
}

/** To the origin, which learns of the session what it is to know. */
function pass(request: Request, served: string | undefined, head: TokenHead): Answer | Request {
  serve(request, served);
  if (bearer && bearerToken(request)) delete request.headers['authorization'];
  if (identityHeaders) identify(request, splitBody(head));
  return letIn(request, head);
}

/** Whether the browser asks for a page, which it will ask for again where it is sent. */
function isPageLoad(request: Request): boolean {
  return request.method === 'GET' && header(request, 'sec-fetch-mode') === 'navigate';
}
