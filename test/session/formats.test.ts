import { describe, expect, test } from '@jest/globals';
import {
  deriveEdgeRing,
  findKey,
  formatRing,
  findKeyAt,
  isKeyAt,
  isWholeKey,
  keyAt,
  maxRingLength,
  parseRing,
  parseTimes,
  signingKey,
} from '../../session/key-ring.ts';
import { deriveKey } from '../../session/mac.ts';
import { formatRevocation, parseRevocation, refuseRevoked } from '../../session/revocation.ts';
import { isSignedWith, parseToken } from '../../session/token.ts';
import { keys, revocations, rings } from '../vectors/load.ts';

describe('rings', () => {
  test.each(rings.good)('$name', ({ text, ring, signing, tokens }) => {
    expect(parseRing(text)).toEqual(ring);
    expect(formatRing(ring)).toBe(text);
    expect(parseTimes(text)).toEqual([ring.notBefore, ring.revokedUntil]);
    expect(signingKey(text, rings.clock)?.kid ?? null).toBe(signing);
    ring.keys.forEach(({ kid, key }, i) => {
      expect(keyAt(text, findKeyAt(text, kid))).toBe(key);
      expect(isKeyAt(findKeyAt(text, kid))).toBe(true);
      expect(isWholeKey(text, findKeyAt(text, kid))).toBe(true);
      expect(findKey(ring, kid)?.key).toBe(key);
      expect(isSignedWith(parseToken(tokens[i]!)!, key)).toBe(true);
    });
  });

  test('the longest is near the limit of the store', () => {
    const longest = Math.max(...rings.good.map(({ text }) => text.length));
    expect(longest).toBeGreaterThan(980);
    expect(longest).toBeLessThanOrEqual(maxRingLength);
  });

  test.each(rings.unreadable)('unreadable: $name', ({ text }) => {
    expect(parseRing(text)).toBeNull();
  });

  test('a ring longer than a value of the store is none', () => {
    const { text } = rings.good.at(-1)!;
    const long = `${text} a:${'k'.repeat(43)}:`;
    expect(parseRing(`${long} b:${'k'.repeat(43)}:`)).toBeNull();
    expect(maxRingLength).toBe(1024);
  });

  test('a key that the ring does not have is not found', () => {
    const { text, ring } = rings.good[2]!;
    expect(isKeyAt(findKeyAt(text, 'zz'))).toBe(false);
    expect(isKeyAt(findKeyAt(text, 'zzzzzzzz'))).toBe(false);
    expect(findKey(ring, 'zz')).toBeNull();
  });
});

describe('derived keys', () => {
  test.each(keys.derived)('$purpose.$audience', ({ secret, purpose, audience, key }) => {
    expect(deriveKey(secret, purpose, audience)).toBe(key);
    expect(key).toMatch(/^[\w-]{43}$/);
  });

  test('no two purposes or audiences share one', () => {
    const all = keys.derived.map(({ key }) => key);
    expect(new Set(all).size).toBe(all.length);
  });

  test.each(keys.edgeRings)('the edge ring of $audience', (vector) => {
    const edge = deriveEdgeRing(parseRing(vector.root)!, vector.audience, vector.revokedUntil);
    expect(formatRing(edge)).toBe(vector.edge);
  });
});

describe('revocation entries', () => {
  const { clock, session } = revocations;

  test.each(revocations.readable)('$name', ({ text, entry, reason }) => {
    expect(parseRevocation(text)).toEqual(entry);
    expect(formatRevocation(entry)).toBe(text);
    expect(refuseRevoked(text, session.iat, session.sid, clock)).toBe(reason);
  });

  test.each(revocations.unreadable)('unreadable: $name', ({ text }) => {
    expect(parseRevocation(text)).toBeNull();
    expect(refuseRevoked(text, session.iat, session.sid, clock)).toBe('unavailable');
  });
});
