import { beforeAll, describe, expect, test } from '@jest/globals';
import * as oauth from 'oauth4webapi';
import { tokensFor } from './browser.ts';
import { errorOf, refresh, refreshed, spa, start, verified, type Stack } from './support.ts';

const refused = [400, { error: 'invalid_grant' }];
const insecure = { [oauth.allowInsecureRequests]: true };

let stack: Stack;
beforeAll(async () => {
  stack = await start();
});

describe('without rotation', () => {
  test('a refresh token is as long as those of Cognito', async () => {
    expect((await tokensFor(stack)).refresh_token).toMatch(/^[\w-]{1776}$/);
  });

  test('the same refresh token goes on working and none is returned', async () => {
    const first = await tokensFor(stack);
    for (let round = 0; round < 3; round += 1) {
      const next = await refreshed(stack, first.refresh_token);
      expect('refresh_token' in next).toBe(false);
    }
  });

  test('the sign-in and its time stay, the rest is new', async () => {
    const first = await tokensFor(stack);
    const before = await verified(stack, 'id', first.id_token);
    stack.clock.now += 600_000;
    const next = await refreshed(stack, first.refresh_token);
    const id = await verified(stack, 'id', next.id_token);
    const access = await verified(stack, 'access', next.access_token);
    expect(id.iat).toBe(before.iat + 600);
    for (const claims of [id, access]) {
      expect(claims.auth_time).toBe(before.auth_time);
      expect(claims.origin_jti).toBe(before.origin_jti);
    }
    expect(id.jti).not.toBe(before.jti);
    expect(id['nonce']).toBeUndefined();
  });

  test('ends with the life of the refresh token, by the injected clock', async () => {
    const own = await start();
    const { refresh_token } = await tokensFor(own);
    own.clock.now += 86_399_000;
    expect((await refresh(own, refresh_token)).status).toBe(200);
    own.clock.now += 1_000;
    expect(await errorOf(await refresh(own, refresh_token))).toEqual(refused);
  });

  test('reads the user anew: changed groups, then disabled, then deleted', async () => {
    const own = await start();
    const { refresh_token } = await tokensFor(own);
    own.cognito.users.setGroups('alice', ['retired']);
    const id = await verified(own, 'id', (await refreshed(own, refresh_token)).id_token);
    expect(id['cognito:groups']).toEqual(['retired']);
    own.cognito.users.disable('alice');
    expect(await errorOf(await refresh(own, refresh_token))).toEqual(refused);
    own.cognito.users.enable('alice');
    expect((await refresh(own, refresh_token)).status).toBe(200);
    own.cognito.users.delete('alice');
    expect(await errorOf(await refresh(own, refresh_token))).toEqual(refused);
  });

  test.each(['', 'unknown', 'eyJ.eyJ.sig'])('refuses %j', async (token) => {
    expect((await refresh(stack, token)).status).toBe(400);
  });

  test('refuses the refresh token of another client', async () => {
    const { refresh_token = '' } = await tokensFor(stack);
    const response = await oauth.refreshTokenGrantRequest(
      stack.server,
      { client_id: spa.clientId },
      oauth.None(),
      refresh_token,
      insecure,
    );
    expect(await errorOf(response)).toEqual(refused);
  });
});

describe('what real pools may do differently', () => {
  test('auth_time of the refresh', async () => {
    const own = await start({ authTimeOnRefresh: 'refresh' });
    const first = await tokensFor(own);
    own.clock.now += 600_000;
    const id = await verified(own, 'id', (await refreshed(own, first.refresh_token)).id_token);
    expect(id.auth_time).toBe(own.clock.now / 1000);
  });

  test('no origin_jti', async () => {
    const own = await start({ originJti: false });
    const first = await tokensFor(own);
    const next = await refreshed(own, first.refresh_token);
    for (const token of [first.id_token, next.id_token]) {
      expect(await verified(own, 'id', token)).not.toHaveProperty('origin_jti');
    }
  });
});
