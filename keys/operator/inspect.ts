import { parseTimes } from '../../session/key-ring.ts';
import { revocationKeyPrefix, ringKeyPrefix } from '../../session/names.ts';
import type { Verdict } from '../../session/reasons.ts';
import { refuseRevoked } from '../../session/revocation.ts';
import { decodeGroups, parseToken, refuseClaims, type ParsedToken } from '../../session/token.ts';
import { refuseSignature } from '../../session/verify.ts';
import type { Inspection } from '../operations.ts';
import type { Carrying, OperatorContext } from './context.ts';

/** Says what the edges would, by the same ring and entry, in the same order. */
export const inspect: Carrying<'inspect'> = async (context, { token: text }) => {
  const token = parseToken(text);
  if (!token)
    return { verdict: text === '' ? 'none' : 'malformed', claims: null, renewableUntil: null };
  const verdict = await judge(token, context);
  return {
    verdict,
    claims: claimsOf(token),
    renewableUntil: verdict === 'ok' ? token.iat + context.maxAge : null,
  };
};

async function judge(
  { kid, iat, exp, sid, sub, body, mac }: ParsedToken,
  { audience, edges, now, maxAge, times: { sessionTtl } }: OperatorContext,
): Promise<Verdict> {
  const [ringKey, entryKey] = [ringKeyPrefix + audience, revocationKeyPrefix + sub];
  const { entries } = await edges.snapshot([ringKey, entryKey]);
  const ring = entries.get(ringKey) ?? '';
  const times = parseTimes(ring);
  if (!times) return 'unavailable';
  const [notBefore, revokedUntil] = times;
  const refused =
    refuseSignature(kid, body, mac, ring) ||
    refuseClaims(iat, exp, now(), notBefore, { sessionTtl, maxAge });
  if (refused) return refused;
  const entry = entries.get(entryKey);
  if (now() >= revokedUntil || entry === undefined) return 'ok';
  return refuseRevoked(entry, iat, sid, now()) || 'ok';
}

function claimsOf({ kid, iat, exp, sid, sub, groups }: ParsedToken): Inspection['claims'] {
  return { kid, iat, exp, sid, sub, groups: namesIn(groups) };
}

/** Of a token that nobody has vouched for, nothing is sure. */
function namesIn(groups: string): string[] {
  try {
    return decodeGroups(groups);
  } catch {
    return [groups];
  }
}
