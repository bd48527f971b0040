import { describe, expect, test } from '@jest/globals';
import { sessionCookie } from '../../session/names.ts';
import type { Verdict } from '../../session/reasons.ts';
import { unavailable } from '../../token-exchange/errors.ts';
import { exchange } from '../../token-exchange/exchange.ts';
import { fakeDependencies, now, ring } from './fakes.ts';
import { aToken, navigation, scripted, signedInCookies, type RequestChanges } from './requests.ts';

const session = (changes: RequestChanges = {}) =>
  scripted('session', { cookies: signedInCookies(), verdict: 'ok', ...changes });

const bodyOf = (body: string | undefined) => JSON.parse(body ?? '') as unknown;

describe('session', () => {
  test('tells who is signed in, and no more', async () => {
    const reply = await exchange(session(), fakeDependencies());
    expect(reply).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } });
    expect(bodyOf(reply.body)).toEqual({
      sub: 'ada-0001',
      sid: 'sign-in-of-ada-1',
      groups: ['admins'],
      iat: now - 60,
      exp: now + 1740,
    });
    expect(reply.cookies ?? []).toEqual([]);
  });

  test('tells groups by their names', async () => {
    const cookies = { [sessionCookie]: aToken({ groups: 'R%26D%20%7E%201~admins' }) };
    const reply = await exchange(session({ cookies }), fakeDependencies());
    expect(bodyOf(reply.body)).toMatchObject({ groups: ['R&D ~ 1', 'admins'] });
    const none = { [sessionCookie]: aToken({ groups: '' }) };
    const other = await exchange(session({ cookies: none }), fakeDependencies());
    expect(bodyOf(other.body)).toMatchObject({ groups: [] });
  });

  test.each<Verdict>([
    'none',
    'malformed',
    'unknown-key',
    'bad-mac',
    'expired',
    'signed-out',
    'revoked',
  ])('is 401 by the verdict %s, even where the key is ours', async (verdict) => {
    const reply = await exchange(session({ verdict }), fakeDependencies());
    expect(reply.status).toBe(401);
    expect(reply.headers).toMatchObject({
      'content-type': 'application/json',
      'www-authenticate': 'Bearer',
    });
    expect(bodyOf(reply.body)).toEqual({
      error: 'login_required',
      reason: verdict,
      login: '/_auth/login',
    });
  });

  test('is 401 where the edge knows a key that is not in the ring', async () => {
    const dependencies = fakeDependencies({
      ring: () => Promise.resolve({ ...ring, keys: ring.keys.slice(0, 1) }),
    });
    const reply = await exchange(session(), dependencies);
    expect(reply.status).toBe(401);
    expect(bodyOf(reply.body)).toMatchObject({ reason: 'unknown-key' });
  });

  test('is JSON in the address bar too', async () => {
    const reply = await exchange(navigation('session'), fakeDependencies());
    expect(reply).toMatchObject({ status: 401, headers: { 'content-type': 'application/json' } });
  });

  test.each([
    ['the edge cannot tell', session({ verdict: 'unavailable' }), fakeDependencies()],
    [
      'the ring cannot be read',
      session(),
      fakeDependencies({ ring: () => Promise.reject(unavailable('Secrets Manager')) }),
    ],
  ])('is 503, not 401, where %s', async (_, request, dependencies) => {
    const reply = await exchange(request, dependencies);
    expect(reply).toMatchObject({ status: 503, headers: { 'retry-after': '10' } });
    expect(bodyOf(reply.body)).toMatchObject({ error: 'temporarily_unavailable' });
  });
});
