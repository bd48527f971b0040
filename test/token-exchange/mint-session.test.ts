import { describe, expect, test } from '@jest/globals';
import { deriveKey } from '../../session/mac.ts';
import { decodeGroups, isSignedWith, parseToken } from '../../session/token.ts';
import { ExchangeError } from '../../token-exchange/errors.ts';
import type { VouchedClaims } from '../../token-exchange/jwt.ts';
import { mintSession, readSession } from '../../token-exchange/session.ts';
import { now, ring, settings, vouched } from './fakes.ts';
import { aToken, navigation, rootKey } from './requests.ts';

const mint = (changes: Partial<VouchedClaims> = {}, own = settings, keys = ring) =>
  mintSession({ ...vouched, ...changes }, 'drawn-by-random1', keys, now, own);

function failure(act: () => unknown): ExchangeError {
  try {
    act();
  } catch (error) {
    if (error instanceof ExchangeError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

describe('minting a session', () => {
  test('signs what Cognito vouched for with the key that signs now', () => {
    const { token, claims } = mint();
    const parsed = parseToken(token);
    expect(parsed).toMatchObject({ ...claims });
    expect(claims).toEqual({
      kid: 'signs',
      iat: now,
      exp: now + 1800,
      sid: vouched.sid,
      sub: vouched.sub,
      groups: 'admins',
    });
    const key = deriveKey(rootKey('signs').key, 'session', 'demo');
    expect(parsed && isSignedWith(parsed, key)).toBe(true);
  });

  test('takes only the groups that some rule names', () => {
    const groups = ['everyone', 'editors', 'x', 'admins', 'editors'];
    expect(decodeGroups(mint({ groups }).claims.groups)).toEqual(['admins', 'editors']);
    expect(mint({ groups: ['everyone', 'Admins'] }).claims.groups).toBe('');
  });

  test('ends with maxAge where that is sooner than the idle timeout', () => {
    const exp = (iat: number) => mint({ iat }).claims.exp;
    expect(exp(now)).toBe(now + 1800);
    expect(exp(now - 1800)).toBe(now + 1800);
    expect(exp(now - 1801)).toBe(now + 1799);
    expect(mint({}, { ...settings, maxAge: 10 }).claims.exp).toBe(now + 10);
  });

  test('draws a sid where the JWT names no sign-in', () => {
    expect(mint({ sid: null }).claims.sid).toBe('drawn-by-random1');
  });

  test('signs with the standby once its time has come, and not before', () => {
    const [old, signs, standby] = ring.keys;
    if (!old || !signs || !standby) throw new Error('three keys');
    const kidWith = (signsFrom: number) =>
      mint({}, settings, { ...ring, keys: [old, signs, { ...standby, signsFrom }] }).claims.kid;
    expect(kidWith(now + 1)).toBe('signs');
    expect(kidWith(now)).toBe('standby');
  });

  test('says clearly that there are too many groups, and drops none', () => {
    const groups = Array.from({ length: 60 }, (_, at) => `group-number-${at}`);
    const error = failure(() => mint({ groups }, { ...settings, groups }));
    expect(error).toMatchObject({ code: 'server_error', status: 500 });
    expect(error.message).toMatch(/would have \d+ characters and 512 is the most.*groups/);
  });

  test.each([
    ['sub', { sub: 'ada@example.com' }],
    ['sub', { sub: 'x'.repeat(65) }],
    ['sub', { sub: '' }],
    ['sid', { sid: 'short' }],
    ['iat', { iat: NaN }],
    ['iat', { iat: 1.5 }],
    ['iat', { iat: -1 }],
  ])('refuses a %s that cannot be represented: %j', (name, changes) => {
    const error = failure(() => mint(changes));
    expect(error).toMatchObject({ code: 'server_error' });
    expect(error.message).toMatch(new RegExp(`a claim cannot be represented: ${name} `));
  });

  test('waits for a ring without a key that signs', () => {
    const keys = ring.keys.map((key) => ({ ...key, signsFrom: null }));
    expect(failure(() => mint({}, settings, { ...ring, keys }))).toMatchObject({ status: 503 });
  });
});

describe('the session that a request names', () => {
  const named = (token: string, keys = ring) =>
    readSession(navigation('session', { cookies: { '__Host-latchkey': token } }), keys, settings);

  test.each(['old', 'signs', 'standby'])('counts when signed with the key %s', (kid) => {
    expect(named(aToken({ kid }))).toMatchObject({ kid, sub: 'ada-0001' });
  });

  test('counts when it has expired: that is for the edge to judge', () => {
    expect(named(aToken({ exp: now - 1 }))).not.toBeNull();
  });

  test.each([
    ['nothing', ''],
    ['no token', 'x'],
    ['a changed one', aToken().replace('ada-0001', 'eve-0001')],
    ['one of another audience', aToken({}, 'other')],
  ])('does not count: %s', (_, token) => {
    expect(named(token)).toBeNull();
  });

  test('does not count once its key is gone', () => {
    expect(named(aToken({ kid: 'old' }), { ...ring, keys: ring.keys.slice(1) })).toBeNull();
  });
});
