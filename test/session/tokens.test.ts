import { describe, expect, test } from '@jest/globals';
import { findKey, parseRing, parseTimes } from '../../session/key-ring.ts';
import { mac } from '../../session/mac.ts';
import { refuseRevoked } from '../../session/revocation.ts';
import {
  decodeGroups,
  encodeGroups,
  mintToken,
  parseToken,
  refuseClaims,
} from '../../session/token.ts';
import { refuseSignature } from '../../session/verify.ts';
import { tokens } from '../vectors/load.ts';

/** The design's order: length, shape, key, MAC, and only then the claims. */
function judge(text: string, store: Readonly<Record<string, string>>): string {
  const ring = store[`keys.${tokens.audience}`] ?? '';
  const token = parseToken(text);
  if (!token) return 'malformed';
  const [notBefore, revokedUntil] = parseTimes(ring) ?? [];
  if (notBefore === undefined || revokedUntil === undefined) return 'unavailable';
  const unsigned = refuseSignature(token.kid, token.body, token.mac, ring);
  if (unsigned) return unsigned;
  const { iat, exp, sid, sub } = token;
  const refusal = refuseClaims(iat, exp, tokens.clock, notBefore, tokens.lifetimes);
  const entry = store[`r:${sub}`];
  return refusal || entry === undefined || tokens.clock >= revokedUntil
    ? refusal
    : refuseRevoked(entry, iat, sid, tokens.clock);
}

describe('token vectors in the source', () => {
  test.each(tokens.accepted)('accepted: $name', ({ token, store, groups }) => {
    expect(judge(token, store ?? tokens.store)).toBe('');
    expect(decodeGroups(parseToken(token)!.groups)).toEqual([...(groups ?? [])].sort());
  });

  test.each(tokens.refused)('$reason: $name', ({ token, reason, store }) => {
    expect(judge(token, store ?? tokens.store)).toBe(reason);
  });

  test.each(tokens.accepted)('minted to the same characters: $name', ({ token, groups }) => {
    const ring = parseRing(tokens.store[`keys.${tokens.audience}`]!)!;
    const claims = parseToken(token)!;
    const key = findKey(ring, claims.kid)!.key;
    expect(mintToken({ ...claims, groups: encodeGroups(groups ?? []) }, key)).toEqual({
      ok: true,
      token,
    });
  });
});

describe('minting refuses what cannot be represented', () => {
  const key = 'k'.repeat(43);
  const claims = { kid: 'a1', iat: 10, exp: 20, sid: 's'.repeat(16), sub: 'sub', groups: '' };

  test.each([
    ['kid', { kid: 'A1' }, /kid is not 1 to 8/],
    ['no kid', { kid: '' }, /kid is not 1 to 8/],
    ['sid', { sid: 'short' }, /sid is not 16/],
    ['sub', { sub: 'a@b' }, /sub is not 1 to 64/],
    ['a long sub', { sub: 'a'.repeat(65) }, /sub is not 1 to 64/],
    ['groups', { groups: 'a b' }, /groups are not encoded/],
    ['iat below zero', { iat: -1 }, /not whole seconds/],
    ['half a second', { exp: 20.5 }, /not whole seconds/],
    ['no time at all', { exp: NaN }, /not whole seconds|cannot be represented/],
    ['513 characters', { groups: 'g'.repeat(513 - 1 - 2 - 1 - 1 - 16 - 3 - 7 - 22) }, /513/],
  ])('%s', (_name, change, error) => {
    const minted = mintToken({ ...claims, ...change }, key);
    expect(minted).toEqual({ ok: false, error: expect.stringMatching(error) });
  });

  test('512 characters can be represented', () => {
    const groups = 'g'.repeat(512 - 1 - 2 - 1 - 1 - 16 - 3 - 7 - 22);
    expect(mintToken({ ...claims, groups }, key)).toEqual({
      ok: true,
      token: expect.stringMatching(/^.{512}$/),
    });
  });

  test('no error shows the MAC that would be right', () => {
    const minted = mintToken({ ...claims, sid: 'short' }, key);
    const body = `1.a1.a.k.short.sub.`;
    expect(JSON.stringify(minted)).not.toContain(mac(key, body));
  });
});
