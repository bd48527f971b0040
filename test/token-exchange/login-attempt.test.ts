import { describe, expect, test } from '@jest/globals';
import {
  codeVerifier,
  expiryOfAttempt,
  nonce,
  readAttempt,
  readState,
  stateOf,
  writeAttempt,
} from '../../token-exchange/login-attempt.ts';
import { aKey, now, ring } from './fakes.ts';
import { anAttempt, loginKeyOf } from './requests.ts';

const key = loginKeyOf('signs');
const value = writeAttempt(anAttempt, key);
const read = (id: string, text: string | null | undefined, at = now, audience = 'demo') =>
  readAttempt(id, text, ring, audience, at);

describe('the value of a login attempt', () => {
  test.each([
    { isForced: false, isSecond: false },
    { isForced: true, isSecond: false },
    { isForced: false, isSecond: true },
    { isForced: true, isSecond: true },
  ])('is read as it was written: %j', (flags) => {
    const attempt = { ...anAttempt, ...flags };
    expect(read(attempt.id, writeAttempt(attempt, key))).toEqual({ attempt, key });
  });

  test('is this, for this key', () => {
    // Made by another implementation of HMAC.
    expect(value).toBe('1.signs.troaa0..L2FwcC8_YT0x.7rCi40CeI3qt3SNmi9WIEw');
  });

  test('fits a cookie with the longest return_to', () => {
    const returnTo = '/'.padEnd(1500, 'x');
    const longest = writeAttempt({ ...anAttempt, returnTo }, key);
    expect(longest.length).toBeLessThan(3800);
    expect(longest).toMatch(/^[\w.-]+$/);
    expect(read(anAttempt.id, longest)?.attempt.returnTo).toBe(returnTo);
  });

  test.each(['old', 'signs', 'standby'])('counts with any key of the ring: %s', (kid) => {
    const made = loginKeyOf(kid);
    expect(read(anAttempt.id, writeAttempt(anAttempt, made))?.key).toEqual(made);
  });

  test('counts for its own attempt only', () => {
    expect(read('attempt-of-eve-1', value)).toBeNull();
  });

  test('counts for its own audience only', () => {
    expect(read(anAttempt.id, value, now, 'other')).toBeNull();
    expect(read(anAttempt.id, writeAttempt(anAttempt, loginKeyOf('signs', 'other')))).toBeNull();
  });

  test('counts until it expires, to the second', () => {
    expect(read(anAttempt.id, value, anAttempt.expires - 1)).not.toBeNull();
    expect(read(anAttempt.id, value, anAttempt.expires)).toBeNull();
  });

  test('is refused when the ring has no such key, or another by that name', () => {
    expect(read(anAttempt.id, writeAttempt(anAttempt, { ...key, kid: 'gone' }))).toBeNull();
    const others = { ...ring, keys: [{ kid: 'signs', key: aKey('Other'), signsFrom: 0 }] };
    expect(readAttempt(anAttempt.id, value, others, 'demo', now)).toBeNull();
  });

  test('is refused when it is signed with the session key or the secret itself', () => {
    for (const wrong of [aKey('Signs'), loginKeyOf('old').key]) {
      expect(read(anAttempt.id, writeAttempt(anAttempt, { kid: 'signs', key: wrong }))).toBeNull();
    }
  });

  test.each([
    ['version', 0, '2'],
    ['kid', 1, 'old'],
    ['expiry', 2, 'zzzzzz'],
    ['flags', 3, 'p'],
    ['flags', 3, 'r'],
    ['return_to', 4, 'Lw'],
    ['return_to', 4, ''],
    ['mac', 5, 'A'.repeat(22)],
    ['mac', 5, ''],
  ])('is refused with another %s', (_, at, text) => {
    const parts = value.split('.');
    parts[at] = text;
    expect(read(anAttempt.id, parts.join('.'))).toBeNull();
  });

  test('is refused with any one character changed', () => {
    for (let at = 0; at < value.length; at++) {
      const other = value[at] === 'a' ? 'b' : 'a';
      expect(read(anAttempt.id, value.slice(0, at) + other + value.slice(at + 1))).toBeNull();
    }
  });

  test.each([null, undefined, '', '1', `${value}.`, ` ${value}`, `${value}\n`, value.slice(1)])(
    'is refused as %j',
    (text) => {
      expect(read(anAttempt.id, text)).toBeNull();
    },
  );

  test('tells its expiry without a key, for finding the oldest', () => {
    expect(expiryOfAttempt(value)).toBe(anAttempt.expires);
    expect(expiryOfAttempt('nonsense')).toBe(0);
  });
});

describe('what an attempt keeps secret', () => {
  const other = { ...anAttempt, id: 'attempt-of-eve-1' };

  test('is 43 base64url characters (RFC 7636, 4.1)', () => {
    expect(codeVerifier(anAttempt, key)).toMatch(/^[\w-]{43}$/);
    expect(nonce(anAttempt, key)).toMatch(/^[\w-]{43}$/);
  });

  test('is this, for this attempt and key', () => {
    expect(codeVerifier(anAttempt, key)).toBe('R3EUDp1EdQowZA0a-tIhBLJexs19jBoiDhd87arob0k');
    expect(nonce(anAttempt, key)).toBe('fJMkMz0GKo6ceK8V1O-p2WZh8FFK4IOcT949Tfj3S-I');
  });

  test('is the same each time', () => {
    expect(codeVerifier({ ...anAttempt }, { ...key })).toBe(codeVerifier(anAttempt, key));
    expect(nonce({ ...anAttempt }, { ...key })).toBe(nonce(anAttempt, key));
  });

  test('differs by label, attempt, key and audience', () => {
    const keys = [key, loginKeyOf('old'), loginKeyOf('signs', 'other')];
    const all = keys.flatMap((made) =>
      [anAttempt, other].flatMap((attempt) => [codeVerifier(attempt, made), nonce(attempt, made)]),
    );
    expect(new Set(all).size).toBe(12);
  });

  test('is in neither cookie nor state', () => {
    for (const secret of [codeVerifier(anAttempt, key), nonce(anAttempt, key), key.key]) {
      expect(value + stateOf(anAttempt)).not.toContain(secret);
    }
  });
});

describe('state', () => {
  test('names the attempt, and whether it is a second one', () => {
    expect(readState(stateOf(anAttempt))).toEqual({ id: anAttempt.id, isSecond: false });
    const second = { ...anAttempt, isSecond: true };
    expect(readState(stateOf(second))).toEqual({ id: anAttempt.id, isSecond: true });
  });

  test.each([
    null,
    '',
    'short',
    'x'.repeat(17),
    'attempt-of-ada-1.x',
    'attempt of ada 1',
    `${'x'.repeat(16)}\n`,
  ])('is not %j', (text) => {
    expect(readState(text)).toBeNull();
  });
});
