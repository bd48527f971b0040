/**
 * The user's own code, `afterAuthorize`: asked about each request that is let in, once nothing of
 * the session is left in it. What it makes of the request is judged again.
 */
import crypto from 'crypto';
import type { Reason } from '../session/reasons.ts';
import { at, decodeGroups, splitBody, type TokenHead, type TokenParts } from '../session/token.ts';
import type { AfterAuthorize } from './after-authorize.ts';
import { refuse, type Answer } from './answers.ts';
import { bearer, identityHeaders, unfitDecoded, unfitSent } from './config.ts';
import { hasAfter } from './features.ts';
import { decodePath } from './path.ts';
import { bearerToken, identify, ours, type Request } from './request.ts';
import { everyone, exchange } from './rule.ts';
import { judgePath, refuseByRule } from './rules.ts';

/** Stands here in the bundle until a deployment puts the user's compiled code in its place. */
declare const LATCHKEY_AFTER: (edgeCrypto: Lent) => AfterAuthorize;

/** What the user's code may have of `crypto`. */
interface Lent {
  createHash(algorithm: string): unknown;
  createHmac(algorithm: string, key: string): unknown;
}

const engine = crypto as Lent;

/** In an object of its own: what is put in its place there meets no key of ours. */
const own = hasAfter
  ? LATCHKEY_AFTER({
      createHash: function (algorithm) {
        return engine.createHash(algorithm);
      },
      createHmac: function (algorithm, key) {
        return engine.createHmac(algorithm, key);
      },
    })
  : null;

/**
 * The last word on a request that is let in and ready for the origin.
 *
 * @param head of the session's token; `null` where none was looked at
 */
export function letIn(request: Request, head: TokenHead | null): Answer | Request {
  return hasAfter ? askSafely(request, head) : request;
}

/** @noinline */
function askSafely(request: Request, head: TokenHead | null): Answer | Request {
  const uri = request.uri;
  try {
    return askOwn(request, uri, head);
  } catch (_thrown) {
    // As it was asked: what the user's code made of it has been judged by nobody.
    request.uri = uri;
    return refuse(request, 'unavailable');
  }
}

/** Whatever is thrown here, also by what is no object, is answered with 503. */
function askOwn(request: Request, uri: string, head: TokenHead | null): Answer | Request {
  const token = head && splitBody(head);
  // Where nothing used it, it may be a session all the same.
  if (bearer && bearerToken(request)) delete request.headers['authorization'];
  const result = own!(request, token && sessionOf(token)) as Request | Answer;
  if ('statusCode' in result) {
    const headers = result.headers || (result.headers = {});
    if (!headers['cache-control']) headers['cache-control'] = { value: 'no-store' };
    return result;
  }
  // A copy could differ in what was judged; only the one request goes on.
  const reason =
    result !== request ? 'unavailable' : uri === request.uri ? '' : refuseUri(request.uri, head);
  if (reason) return refuse(request, reason);
  for (const name in request.headers) {
    // Who asks is for the edge alone to say. The platform writes names in lower case.
    if (ours.test(name)) delete request.headers[name];
  }
  if (identityHeaders && token) identify(request, token);
  return request;
}

function sessionOf(token: TokenParts) {
  return { sub: token[at.sub]!, groups: decodeGroups(token[at.groups]!), sid: token[at.sid]! };
}

/** No path from the root, or a character that no path has: a query's beginning above all. */
const unfit = /^(?!\/)|[^!"$->@-~]/;

/** Why a path that the user's code chose is not served; `''` when it is. */
function refuseUri(uri: string, head: TokenHead | null): Reason | 'nowhere' | '' {
  if (typeof uri !== 'string') return 'unavailable';
  const path = uri.search(unfit) < 0 && decodePath(uri, unfitSent(), unfitDecoded());
  if (!path) return 'path';
  const judgement = judgePath(path);
  if (judgement === exchange) return 'nowhere';
  if (head) return refuseByRule(judgement, head);
  return judgement === everyone ? '' : 'none';
}
