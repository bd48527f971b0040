import { afterEach, describe, expect, test } from '@jest/globals';
import { createSign } from 'node:crypto';
import { newSigningKey } from '../../local/cognito/keys.ts';
import { listen, type RunningServer } from '../../local/serve.ts';
import { byOurClock, groupsOf, issuerOf, jwtVerifier, sidOf } from '../../token-exchange/jwt.ts';
import { deployment } from './fakes.ts';

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

describe('a JWT at the end of its life', () => {
  const servers: RunningServer[] = [];
  const key = newSigningKey();
  const { userPoolId, clientId } = deployment;

  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });

  function idToken(claims: Readonly<Record<string, unknown>>): string {
    const parts = [
      { kid: key.kid, alg: 'RS256' },
      { sub: 'ada-0001', iss: issuerOf(userPoolId), aud: clientId, token_use: 'id', ...claims },
    ];
    const text = parts
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    const signature = createSign('RSA-SHA256').update(text).sign(key.privateKey, 'base64url');
    return `${text}.${signature}`;
  }

  test.each([
    ['is good', 30, true],
    ['is good a little longer, as clocks may be apart', -30, true],
    ['is not good for ever', -90, false],
  ])('%s', async (_, left, isGood) => {
    const server = await listen((__, response) => {
      response.end(JSON.stringify({ keys: [key.jwk] }));
    });
    servers.push(server);
    const now = Math.floor(Date.now() / 1000);
    const jwt = jwtVerifier(
      { userPoolId, clientId, exchangeClientIds: [], groupsClaim: 'cognito:groups' },
      `http://127.0.0.1:${server.port}`,
      () => now,
    );
    const token = idToken({ iat: now - 3600, exp: now + left });
    const ways = [() => jwt.verifyIdToken(token), () => jwt.verifySubjectToken(token, 'id')];
    for (const verify of ways) {
      if (isGood) expect(await verify()).toMatchObject({ sub: 'ada-0001', iat: now - 3600 });
      else await expect(verify()).rejects.toMatchObject({ code: 'invalid_grant' });
    }
  });
});
