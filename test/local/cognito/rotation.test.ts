import { beforeAll, describe, expect, test } from '@jest/globals';
import { tokensFor } from './browser.ts';
import { errorOf, refresh, refreshed, start, verified, type Stack } from './support.ts';

const refused = [400, { error: 'invalid_grant' }];

let stack: Stack;
beforeAll(async () => {
  stack = await start();
});

describe('with rotation', () => {
  async function rotating(graceSeconds: number): Promise<Stack> {
    const own = await start();
    own.cognito.setClient('web', { refreshTokenRotation: { graceSeconds } });
    return own;
  }

  test('every refresh brings a new token, the old one works through the grace', async () => {
    const own = await rotating(30);
    const first = await tokensFor(own);
    const second = await refreshed(own, first.refresh_token);
    expect(second.refresh_token).toMatch(/^[\w-]{1776}$/);
    expect(second.refresh_token).not.toBe(first.refresh_token);
    own.clock.now += 29_000;
    const again = await refreshed(own, first.refresh_token);
    expect(again.refresh_token).not.toBe(second.refresh_token);
    // The grace counts from the first use, not from the latest.
    own.clock.now += 1_000;
    expect(await errorOf(await refresh(own, first.refresh_token))).toEqual(refused);
    expect((await refresh(own, second.refresh_token)).status).toBe(200);
    expect((await refresh(own, again.refresh_token)).status).toBe(200);
  });

  test('no grace: the old token is over at once, the sign-in is not', async () => {
    const own = await rotating(0);
    const first = await tokensFor(own);
    const second = await refreshed(own, first.refresh_token);
    expect(await errorOf(await refresh(own, first.refresh_token))).toEqual(refused);
    expect((await refresh(own, second.refresh_token)).status).toBe(200);
  });

  test('a new token has only the rest of the first one’s life', async () => {
    const own = await rotating(10);
    const first = await tokensFor(own);
    own.clock.now += 80_000_000;
    const second = await refreshed(own, first.refresh_token);
    own.clock.now += 6_399_000;
    expect((await refresh(own, second.refresh_token)).status).toBe(200);
    const third = await refreshed(own, second.refresh_token);
    own.clock.now += 1_000;
    expect(await errorOf(await refresh(own, third.refresh_token))).toEqual(refused);
  });

  test('origin_jti stays through rotations', async () => {
    const own = await rotating(10);
    const first = await tokensFor(own);
    const second = await refreshed(own, first.refresh_token);
    const third = await refreshed(own, second.refresh_token);
    const [a, c] = [first, third].map((tokens) => verified(own, 'access', tokens.access_token));
    expect((await c)?.origin_jti).toBe((await a)?.origin_jti);
  });

  test('a grace over a minute is refused', () => {
    expect(() => {
      stack.cognito.setClient('web', { refreshTokenRotation: { graceSeconds: 61 } });
    }).toThrow(RangeError);
  });
});
