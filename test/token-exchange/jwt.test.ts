import { describe, expect, test } from '@jest/globals';
import { byOurClock, groupsOf, issuerOf, sidOf } from '../../token-exchange/jwt.ts';

describe('the date of a sign-in', () => {
  const now = 1_800_000_000;
  const dated = (iat: number, authTime = iat) =>
    byOurClock({ iat: now + iat, authTime: now + authTime }, now);

  test.each([-3600, -1, 0, 60])('is Cognito’s, up to a minute ahead: %i', (iat) => {
    expect(dated(iat)).toEqual({ iat: now + iat, authTime: now + iat });
  });

  test.each([61, 120, 180])('is ours where Cognito is %i s ahead', (iat) => {
    expect(dated(iat)).toEqual({ iat: now, authTime: now });
    expect(dated(iat, -500)).toEqual({ iat: now, authTime: now - 500 });
  });

  test('is nobody’s where the clocks are farther apart', () => {
    expect(() => dated(181)).toThrow(expect.objectContaining({ status: 503 }));
  });
});

describe('the groups of a claim', () => {
  test.each([
    ['a list', ['a', 'b c'], ['a', 'b c']],
    ['a list with more than names', ['a', 1, null, ['b'], 'c'], ['a', 'c']],
    ['one name', 'admins', ['admins']],
    ['names and commas', 'a,b, c ,', ['a', 'b', 'c']],
    ['names in brackets', '[a, b c]', ['a', 'b c']],
    ['names in brackets, with room', ' [ a , b ] ', ['a', 'b']],
    ['a JSON list', '["a", "b c"]', ['a', 'b c']],
    ['an empty text', '', []],
    ['empty brackets', '[]', []],
    ['nothing', undefined, []],
    ['null', null, []],
    ['a number', 7, []],
    ['an object', { admins: true }, []],
  ])('%s', (_, claim, expected) => {
    expect(groupsOf(claim)).toEqual(expected);
  });

  // A group may be called so at the provider, by whoever may make groups there.
  test('a JSON list, whose names may hold commas', () => {
    expect(groupsOf('["x, admins, y"]')).toEqual(['x, admins, y']);
  });

  test('a JSON list, whose names may hold escapes', () => {
    expect(groupsOf(JSON.stringify(['R&D "one"', 'back\\slash']))).toEqual([
      'R&D "one"',
      'back\\slash',
    ]);
  });
});

describe('the sign-in', () => {
  test('is the first 16 characters of base64url(SHA-256(origin_jti))', () => {
    // printf %s abc | sha256sum: ba7816bf 8f01cfea 414140de … (FIPS 180-4's example)
    expect(sidOf('abc')).toBe(Buffer.from('ba7816bf8f01cfea414140de', 'hex').toString('base64url'));
    expect(sidOf('abc')).toBe('ungWv48Bz-pBQUDe');
  });

  test('is told by the issuer of the user pool', () => {
    expect(issuerOf('eu-west-1_AbCdEf')).toBe(
      'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf',
    );
  });
});
