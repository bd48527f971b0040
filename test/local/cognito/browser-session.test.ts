import { beforeAll, describe, expect, test } from '@jest/globals';
import { authorizeUrl, Browser, codeOf, exchange, signIn, tokensFor } from './browser.ts';
import {
  alice,
  bob,
  callback,
  home,
  refresh,
  spa,
  start,
  verified,
  type Stack,
  type TokenSet,
} from './support.ts';

let stack: Stack;
beforeAll(async () => {
  stack = await start();
});

const form = /name="password"/;

async function idOf(own: Stack, code: string) {
  const tokens = (await (await exchange(own, code)).json()) as TokenSet;
  return verified(own, 'id', tokens.id_token);
}

describe('the browser session of managed login', () => {
  test('lets in without typing, as a new sign-in at the same time', async () => {
    const own = await start();
    const browser = new Browser(own);
    const first = await idOf(own, codeOf(await signIn(browser)));
    own.clock.now += 60_000;
    const again = await browser.visit(authorizeUrl({ state: 'another' }));
    expect(again.url.searchParams.get('state')).toBe('another');
    const second = await idOf(own, codeOf(again));
    expect(second.auth_time).toBe(first.auth_time);
    expect(second.iat).toBe(first.iat + 60);
    expect(second.origin_jti).not.toBe(first.origin_jti);
  });

  test('is the same for all clients', async () => {
    const browser = new Browser(stack);
    await signIn(browser);
    const { url } = await browser.visit(authorizeUrl({ client_id: spa.clientId }));
    expect(url.href).toMatch(callback);
    expect(url.searchParams.has('code')).toBe(true);
  });

  test('satisfies prompt=none', async () => {
    const browser = new Browser(stack);
    await signIn(browser);
    const { url } = await browser.visit(authorizeUrl({ prompt: 'none' }));
    expect(url.searchParams.has('code')).toBe(true);
  });

  test.each(['login', 'select_account'])('does not satisfy prompt=%s', async (prompt) => {
    const own = await start();
    const browser = new Browser(own);
    await signIn(browser);
    own.clock.now += 60_000;
    const page = await browser.visit(authorizeUrl({ prompt }));
    expect(page.body).toMatch(form);
    const done = await browser.submit(page, alice as never);
    const id = await idOf(own, codeOf(done));
    expect(id.auth_time).toBe(own.clock.now / 1000);
  });

  test('lasts an hour from the sign-in, used or not, by the injected clock', async () => {
    const own = await start();
    const browser = new Browser(own);
    await signIn(browser);
    own.clock.now += 3_599_000;
    expect((await browser.visit(authorizeUrl())).url.searchParams.has('code')).toBe(true);
    own.clock.now += 1_000;
    expect((await browser.visit(authorizeUrl())).body).toMatch(form);
  });

  test('survives global sign-out, which ends the refresh tokens', async () => {
    const browser = new Browser(stack);
    const { refresh_token } = await tokensFor(stack, alice, browser);
    stack.cognito.signOutEverywhere('alice');
    expect((await refresh(stack, refresh_token)).status).toBe(400);
    const { url } = await browser.visit(authorizeUrl());
    expect(url.searchParams.has('code')).toBe(true);
  });

  test('is worth nothing once the user is disabled', async () => {
    const own = await start();
    const browser = new Browser(own);
    const pending = codeOf(await signIn(browser));
    own.cognito.users.disable('alice');
    expect((await browser.visit(authorizeUrl())).body).toMatch(form);
    const { url } = await browser.visit(authorizeUrl({ prompt: 'none' }));
    expect(url.searchParams.get('error')).toBe('login_required');
    expect((await exchange(own, pending)).status).toBe(400);
    const page = await browser.visit(authorizeUrl());
    const asBob = await browser.submit(page, bob as never);
    expect((await idOf(own, codeOf(asBob)))['cognito:username']).toBe('bob');
  });

  test('changes hands without further questions', async () => {
    const browser = new Browser(stack);
    await signIn(browser, alice);
    const asBob = await signIn(browser, bob, { prompt: 'login' });
    expect((await idOf(stack, codeOf(asBob)))['cognito:username']).toBe('bob');
    const after = await browser.visit(authorizeUrl());
    expect((await idOf(stack, codeOf(after)))['cognito:username']).toBe('bob');
  });

  test('two tabs sign in one after the other', async () => {
    const browser = new Browser(stack);
    const one = await browser.visit(authorizeUrl({ state: 'one' }));
    const two = await browser.visit(authorizeUrl({ state: 'two' }));
    for (const [page, state] of [
      [one, 'one'],
      [two, 'two'],
    ] as const) {
      const { url } = await browser.submit(page, alice as never);
      expect(url.searchParams.get('state')).toBe(state);
      expect(url.searchParams.has('code')).toBe(true);
    }
  });

  test('does not let another browser finish an attempt', async () => {
    const page = await new Browser(stack).visit(authorizeUrl());
    const done = await new Browser(stack).submit(page, alice as never);
    expect(done.status).toBe(400);
  });
});

describe('logout', () => {
  const logout = (query: Record<string, string>) =>
    `/logout?${new URLSearchParams(query).toString()}`;

  test('ends the browser session, not the refresh tokens, and goes to logout_uri', async () => {
    const browser = new Browser(stack);
    const { refresh_token } = await tokensFor(stack, alice, browser);
    const { url } = await browser.visit(logout({ client_id: 'web', logout_uri: home }));
    expect(url.href).toBe(home);
    expect((await browser.visit(authorizeUrl())).body).toMatch(form);
    expect((await refresh(stack, refresh_token)).status).toBe(200);
  });

  test('is a plain redirect for a browser without a session', async () => {
    const { url } = await new Browser(stack).visit(logout({ client_id: 'web', logout_uri: home }));
    expect(url.href).toBe(home);
  });

  test.each([
    ['a URL that is not registered', { client_id: 'web', logout_uri: 'https://evil.example/' }],
    ['an unknown client', { client_id: 'nobody', logout_uri: home }],
    ['no URL', { client_id: 'web' }],
  ])('with %s is a 400 page and ends nothing', async (_, query) => {
    const browser = new Browser(stack);
    await signIn(browser);
    expect((await browser.visit(logout(query as Record<string, string>))).status).toBe(400);
    expect((await browser.visit(authorizeUrl())).url.searchParams.has('code')).toBe(true);
  });

  test('with redirect_uri asks to sign in again', async () => {
    const browser = new Browser(stack);
    await signIn(browser);
    const query = {
      client_id: 'web',
      redirect_uri: callback,
      response_type: 'code',
      state: 'again',
    };
    const page = await browser.visit(logout(query));
    expect(page.body).toMatch(form);
    const { url } = await browser.submit(page, alice as never);
    expect(url.searchParams.get('state')).toBe('again');
  });
});
