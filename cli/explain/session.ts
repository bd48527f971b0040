/** Who asks, and what the store has to hold for the edge to see them so. Pure but for the keys. */
import { randomBytes } from 'node:crypto';
import { formatRing, type KeyRing } from '../../session/key-ring.ts';
import { mac } from '../../session/mac.ts';
import { revocationKeyPrefix, ringKeyPrefix } from '../../session/names.ts';
import { formatRevocation } from '../../session/revocation.ts';
import {
  encodeGroups,
  expiryOf,
  parseToken,
  signToken,
  type ParsedToken,
  type TokenLifetimes,
  subjectShape,
} from '../../session/token.ts';
import type { CheckedConfig } from '../../functions/compile/check.ts';
import { UsageError } from '../usage-error.ts';

/** Somebody to play, as `--as sub=…,groups=…` says it. */
export interface Played {
  readonly sub: string;
  readonly groups: readonly string[];
}

/** @throws {UsageError} */
export function parsePlayed(text: string): Played {
  const parts: Record<string, string[]> = {};
  let name = '';
  for (const item of text.split(',')) {
    const [, given, value] = /^\s*(?:(sub|groups?)=)?(.*)$/s.exec(item) ?? [];
    name = given?.replace('groups', 'group') ?? name;
    (parts[name] ??= []).push((value ?? '').trim());
  }
  const { sub = ['someone'], group = [], ...others } = parts;
  if (Object.keys(others).length > 0 || sub.length !== 1 || !subjectShape.test(sub[0] ?? '')) {
    throw new UsageError('--as has to be like sub=ada,groups=admins,editors (or only one of them)');
  }
  return { sub: sub[0] ?? '', groups: group.filter((name) => name !== '') };
}

/** A key that is used once and thrown away. */
export interface Throwaway {
  readonly kid: string;
  readonly key: string;
}

export function throwawayKey(kid = 'explain'): Throwaway {
  return { kid, key: randomBytes(32).toString('base64url') };
}

/** A fresh session of somebody played. */
export function playedToken(
  { sub, groups }: Played,
  key: Throwaway,
  now: number,
  lifetimes: TokenLifetimes,
): string {
  const claims = { iat: now, sid: 'played-by-explai', sub, groups: encodeGroups(groups) };
  return signToken(claims, key, expiryOf(now, now, lifetimes));
}

/** The same claims under a key that is known here. */
export function resigned(token: ParsedToken, key: string): string {
  return `${token.body}.${mac(key, token.body)}`;
}

/** What the ring is known to say of a token; `null` when nobody could ask it. */
export type Known = string | null;

/**
 * A store for which the edge function comes to what the real ring says of the token.
 *
 * @param token the token as it was given, or `''`
 * @param known what the keys Lambda said of it
 * @returns the token as it has to be sent, and the store
 */
export function storeFor(
  token: string,
  known: Known,
  { audience }: Pick<CheckedConfig, 'audience'>,
  now: number,
): { readonly token: string; readonly store: ReadonlyMap<string, string> } {
  const parsed = parseToken(token);
  if (known === 'unavailable') return { token, store: new Map() };
  const isKeyKnown = parsed !== null && known !== 'unknown-key';
  const signing = throwawayKey(isKeyKnown ? parsed.kid : undefined);
  const store = new Map([ringEntry(audience, signing, now, ringTimes(parsed, known, now))]);
  if (!parsed) return { token, store };
  if (known === 'revoked') {
    const entry = { until: now + window, before: parsed.iat, sids: [] };
    store.set(revocationKeyPrefix + parsed.sub, formatRevocation(entry));
  }
  const isGood = isKeyKnown && known !== 'bad-mac';
  return { token: isGood ? resigned(parsed, signing.key) : token, store };
}

const window = 3_600;

function ringTimes(token: ParsedToken | null, known: Known, now: number) {
  return {
    notBefore: token && known === 'signed-out' ? token.iat + 1 : 0,
    revokedUntil: known === 'revoked' ? now + window : 0,
  };
}

/** The ring of one key, where the edge looks for it. */
export function ringEntry(
  audience: string,
  { kid, key }: Throwaway,
  now: number,
  times: Pick<KeyRing, 'notBefore' | 'revokedUntil'> = { notBefore: 0, revokedUntil: 0 },
): [key: string, value: string] {
  const keys = [{ kid, key, signsFrom: now - window }];
  return [ringKeyPrefix + audience, formatRing({ ...times, signInsFrom: 0, keys })];
}
