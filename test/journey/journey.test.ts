import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { startSystem, type LocalSystem } from '../../local/system.ts';
import { launchChromium } from '../tools/chromium.ts';
import { describeWithTool } from '../tools/require-tool.ts';
import { signedOutCookie } from '../../session/names.ts';
import { isAtSignIn, newVisitor, redirectsBefore, signIn, type Visitor } from './visitor.ts';

const deepLink = '/app/reports/quarter.html?year=2026&quarter=3&tag=a%20b&tag=c';

describeWithTool('chromium', 'a visitor of the demonstration site', () => {
  let system: LocalSystem;
  let browser: Browser;
  let visitor: Visitor;

  beforeAll(async () => {
    system = await startSystem();
    browser = await launchChromium();
    visitor = await newVisitor(browser, system.url);
  });

  afterAll(async () => {
    await browser?.close();
    await system?.close();
  });

  test('sees the landing page without a session', async () => {
    const { page, response } = await visitor.open('/');
    expect(response.status()).toBe(200);
    expect(redirectsBefore(response)).toBe(0);
    expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
    expect(await visitor.context.cookies()).toEqual([]);
  });

  test('follows a deep link with a query, signs in, and is at that very address', async () => {
    const { page } = await visitor.open(deepLink);
    expect(isAtSignIn(page)).toBe(true);
    await signIn(page, 'grace', system.url);
    expect(page.url()).toBe(system.url + deepLink);
    expect(await page.title()).toMatch(/quarter/i);
    await expect(page.getByText('2026').first().isVisible()).resolves.toBe(true);
  });

  test('has one small session cookie that no script sees', async () => {
    const { page } = await visitor.open('/app/');
    const cookies = await visitor.context.cookies(`${system.url}/app/`);
    expect(cookies.map(({ name }) => name)).toEqual(['__Host-latchkey']);
    expect(cookies[0]).toMatchObject({
      httpOnly: true,
      secure: true,
      sameSite: 'Lax',
      path: '/',
    });
    expect(cookies[0]?.value.length).toBeLessThanOrEqual(110);
    expect(await page.evaluate('document.cookie')).toBe('');
  });

  test('is told 403, once and with a way on, where another group is let in', async () => {
    const { page, response } = await visitor.open('/admin/');
    expect(response.status()).toBe(403);
    expect(redirectsBefore(response)).toBe(0);
    await page.getByRole('link', { name: /sign in as someone else/i }).click();
    await page.waitForURL('**/_auth/logout');
    await expect(page.getByRole('heading', { level: 1 }).innerText()).resolves.toMatch(
      /signed out/i,
    );
  });

  test('is signed out then, here and at Cognito', async () => {
    const cookies = (await visitor.context.cookies()).map(({ name }) => name);
    // What is left only keeps whoever comes next from being let in without the form.
    expect(cookies.filter((name) => /latchkey/.test(name))).toEqual([signedOutCookie]);
    const { page } = await visitor.open('/app/');
    expect(isAtSignIn(page)).toBe(true);
    await expect(page.getByLabel(/password/i).isVisible()).resolves.toBe(true);
  });

  test('signs in again, as an admin, and may open the page', async () => {
    const { page } = await visitor.open('/admin/');
    await signIn(page, 'ada', system.url);
    expect(page.url()).toBe(`${system.url}/admin/`);
    const { response } = await visitor.open('/admin/');
    expect(response.status()).toBe(200);
  });

  test('gets 401 with the login address for a fetch, never a redirect', async () => {
    const stranger = await newVisitor(browser, system.url);
    const { page } = await stranger.open('/');
    const answer = await page.evaluate(async () => {
      const response = await fetch('/app/data/report.json');
      return {
        status: response.status,
        redirected: response.redirected,
        body: await response.json(),
      };
    });
    expect(answer).toEqual({
      status: 401,
      redirected: false,
      body: { error: 'login_required', reason: 'none', login: '/_auth/login' },
    });
    await stranger.close();
  });

  test('signs in with two tabs at once, and each comes back to its own page', async () => {
    const stranger = await newVisitor(browser, system.url);
    const [one, two] = await Promise.all([
      stranger.open('/app/?tab=one'),
      stranger.open('/app/?tab=two'),
    ]);
    const attempts = (await stranger.context.cookies(system.url)).filter(({ name }) =>
      name.startsWith('__Host-latchkey-login-'),
    );
    expect(attempts).toHaveLength(2);
    await signIn(one.page, 'grace', system.url);
    expect(one.page.url()).toBe(`${system.url}/app/?tab=one`);
    await signIn(two.page, 'grace', system.url);
    expect(two.page.url()).toBe(`${system.url}/app/?tab=two`);
    const left = (await stranger.context.cookies(system.url)).map(({ name }) => name);
    expect(left).toEqual(['__Host-latchkey']);
    await stranger.close();
  });
});
