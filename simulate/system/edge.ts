/**
 * What an edge decides, by the edge function's own code: the ring first, then the revocation entry
 * where the ring says that there may be one. `functions/authorize.ts` does the same around its reads.
 */
import './edge-config.ts';
import { lifetimes } from '../../functions/config.ts';
import { refuseRevoked, renewToken } from '../../functions/session.ts';
import { parseTimes } from '../../session/key-ring.ts';
import type { Reason } from '../../session/reasons.ts';
import { decodeTime } from '../../session/time.ts';
import {
  at,
  parseToken,
  readHead,
  refuseClaims,
  splitBody,
  type TokenHead,
} from '../../session/token.ts';
import { refuseSignature } from '../../session/verify.ts';

/** What the edge happens to read; the two need not be of the same moment. */
export interface EdgeView {
  readonly ring: string;
  readonly entryOf: (sub: string) => string | undefined;
}

/**
 * A session that has ended is told from one that has only expired, as on the way to the token exchange.
 *
 * @param now seconds since 1970, by the edge's clock
 */
export function refuse(text: string, { ring, entryOf }: EdgeView, now: number): Reason | '' {
  const token = parseToken(text);
  if (!token) return 'malformed';
  const times = parseTimes(ring);
  if (!times) return 'unavailable';
  const { kid, iat, exp, sub } = token;
  const [notBefore, revokedUntil] = times;
  const reason =
    refuseSignature(kid, token.body, token.mac, ring) ||
    refuseClaims(iat, exp, now, notBefore, lifetimes);
  if ((reason && reason !== 'expired') || now >= revokedUntil) return reason;
  const entry = entryOf(sub);
  return (entry !== undefined && refuseRevoked(entry, partsOf(text), now)) || reason;
}

const partsOf = (text: string) => splitBody(readHead(text) as TokenHead);

/** The renewed token, of one that is good; `''` when there is nothing to gain. */
export function renew(text: string, ring: string, now: number): string {
  const token = partsOf(text);
  return renewToken(token, ring, decodeTime(token[at.exp]!), now);
}
