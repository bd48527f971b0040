import { beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { CognitoEvent } from '../../../local/cognito/index.ts';
import { authorizeUrl, Browser, codeOf, exchange, signIn } from './browser.ts';
import { alice, start, verified, type Stack, type TokenSet } from './support.ts';

let stack: Stack;
let browser: Browser;
const events: CognitoEvent[] = [];
beforeAll(async () => {
  stack = await start();
  stack.cognito.subscribe((event) => events.push(event));
});
beforeEach(() => {
  browser = new Browser(stack);
});

async function usernameOf(code: string): Promise<unknown> {
  const tokens = (await (await exchange(stack, code)).json()) as TokenSet;
  return (await verified(stack, 'id', tokens.id_token))['cognito:username'];
}

describe('the form', () => {
  test('is at /login with the request’s parameters, labelled and without scripts', async () => {
    const page = await browser.visit(authorizeUrl({ login_hint: 'al"ice' }));
    expect(page.url.pathname).toBe('/login');
    expect(page.url.searchParams.get('client_id')).toBe('web');
    expect(page.body).toMatch(/<label for="username">/);
    expect(page.body).toMatch(/<label for="password">/);
    expect(page.body).toContain('value="al&#34;ice"');
    expect(page.body).not.toMatch(/<script/);
  });

  test.each(['alice', 'ALICE', 'alice@example.com', 'Alice@Example.com'])(
    'takes %s',
    async (name) => {
      const page = await signIn(browser, { username: name, password: alice.password });
      expect(await usernameOf(codeOf(page))).toBe('alice');
    },
  );

  test.each([
    ['a wrong password', { username: 'alice', password: 'wrong' }],
    ['an unknown name', { username: 'nobody', password: 'wrong' }],
    ['nothing', {}],
  ])('comes again after %s, and then works', async (_, fields) => {
    const page = await browser.visit(authorizeUrl());
    const again = await browser.submit(page, fields);
    expect(again.status).toBe(200);
    expect(again.body).toContain('<p role="alert">Incorrect username or password.</p>');
    const done = await browser.submit(again, { username: 'alice', password: alice.password });
    expect(await usernameOf(codeOf(done))).toBe('alice');
  });

  test('shows what was typed as text', async () => {
    const page = await browser.visit(authorizeUrl());
    const again = await browser.submit(page, { username: '"><script>', password: 'x' });
    expect(again.body).toContain('value="&#34;&#62;&#60;script&#62;"');
  });

  test('refuses a disabled user', async () => {
    stack.cognito.users.add({ ...alice, username: 'dora', email: 'dora@example.com' });
    stack.cognito.users.disable('dora');
    const page = await signIn(browser, { username: 'dora', password: alice.password });
    expect(page.body).toContain('User is disabled.');
  });

  test('makes a user with a temporary password choose one', async () => {
    stack.cognito.users.add({ ...alice, username: 'tom', email: 'tom@example.com' });
    stack.cognito.users.update('tom', { status: 'FORCE_CHANGE_PASSWORD' });
    const page = await signIn(browser, { username: 'tom', password: alice.password });
    expect(page.body).toMatch(/name="new_password"/);
    const short = await browser.submit(page, { new_password: 'short' });
    expect(short.body).toContain('Password not long enough');
    const done = await browser.submit(page, { new_password: 'long enough' });
    expect(await usernameOf(codeOf(done))).toBe('tom');
    expect(stack.cognito.users.get('tom')).toMatchObject({
      password: 'long enough',
      status: 'CONFIRMED',
    });
  });

  test('does not take a new password from somebody who gave no old one', async () => {
    const page = await browser.visit(authorizeUrl());
    const answer = await browser.submit(page, { username: 'alice', new_password: 'mine from now' });
    expect(answer.body).toMatch(/name="password"/);
    expect(stack.cognito.users.get('alice')?.password).toBe(alice.password);
  });

  test('starts over when its attempt is unknown, and is 400 when it cannot', async () => {
    const page = await browser.visit(authorizeUrl());
    const url = new URL(page.url);
    url.searchParams.set('interaction', 'gone');
    const fresh = await browser.visit(url.href);
    expect(fresh.body).toMatch(/name="password"/);
    expect(fresh.url.searchParams.get('interaction')).not.toBe('gone');
    expect((await browser.visit('/login')).status).toBe(400);
  });
});

describe('an external provider', () => {
  test('is offered next to the form and skipped to by a link', async () => {
    const page = await browser.visit(authorizeUrl());
    const href = /class="button" href="([^"]*)"/.exec(page.body)?.[1] ?? '';
    const corporate = await browser.visit(href.replaceAll('&#38;', '&'));
    expect(corporate.url.pathname).toBe('/corporate-sign-in');
    expect(corporate.body).toContain('<h1>Corporate sign-in</h1>');
  });

  test.each(['identity_provider', 'idp_identifier'])('is named by %s: no form', async (name) => {
    const page = await browser.visit(authorizeUrl({ [name]: 'corp' }));
    expect(page.url.pathname).toBe('/corporate-sign-in');
    const done = await browser.submit(page, { username: 'bob' });
    expect(await usernameOf(codeOf(done))).toBe('bob');
    expect(events).toContainEqual({
      type: 'signed-in',
      username: 'bob',
      clientId: 'web',
      provider: 'Corp',
    });
  });

  test.each(['COGNITO', 'Unknown'])(
    'other than the configured leads to the form: %s',
    async (name) => {
      const page = await browser.visit(authorizeUrl({ identity_provider: name }));
      expect(page.url.pathname).toBe('/login');
    },
  );

  test('cannot be used by an attempt that did not name one', async () => {
    const page = await browser.visit(authorizeUrl());
    const detour = await browser.visit(page.url.href.replace('/login?', '/corporate-sign-in?'));
    expect(detour.status).toBe(400);
  });

  test('does not know disabled users', async () => {
    stack.cognito.users.add({ ...alice, username: 'eve', email: 'eve@example.com' });
    stack.cognito.users.disable('eve');
    const page = await browser.visit(authorizeUrl({ identity_provider: 'Corp' }));
    expect(page.body).not.toContain('eve');
    expect((await browser.submit(page, { username: 'eve' })).url.pathname).toBe(
      '/corporate-sign-in',
    );
  });
});
