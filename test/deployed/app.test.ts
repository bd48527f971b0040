/** What `npx cdk deploy` would deploy, deployed to this machine: a visitor's way through it. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { sessionCookie } from '../../session/names.ts';
import { Browser as Person, navigating, scripting } from '../browser/browser.ts';
import {
  isAtSignIn,
  newVisitor,
  redirectsBefore,
  signIn,
  type Visitor,
} from '../journey/visitor.ts';
import { launchChromium } from '../tools/chromium.ts';
import { describeWithTool } from '../tools/require-tool.ts';
import { synthesize, type Assembly } from './assembly.ts';
import { deploy, type DeployedSystem } from './deploy.ts';
import { createLog, type Log } from './log.ts';
import { theApp } from './stacks.ts';

const deepLink = '/app/reports/quarter.html?year=2026&quarter=3&tag=a%20b&tag=c';

describeWithTool('chromium', 'a visitor of the deployed app', () => {
  let assembly: Assembly;
  let system: DeployedSystem;
  let log: Log;
  let browser: Browser;
  let visitor: Visitor;

  beforeAll(async () => {
    log = createLog();
    assembly = synthesize(theApp);
    system = await deploy(assembly, { onLog: log.add });
    browser = await launchChromium();
    visitor = await newVisitor(browser, system.url);
  });

  afterAll(async () => {
    await browser?.close();
    await system?.close();
    assembly?.remove();
  });

  const session = async () => {
    const cookies = await visitor.context.cookies(system.url);
    return cookies.find(({ name }) => name === sessionCookie)?.value ?? '';
  };

  test('sees the public page, with the headers of the template', async () => {
    const { page, response } = await visitor.open('/');
    expect(response.status()).toBe(200);
    expect(redirectsBefore(response)).toBe(0);
    expect(response.headers()).toMatchObject({
      'cache-control': 'private, no-cache',
      'strict-transport-security': 'max-age=63072000',
      'x-frame-options': 'DENY',
    });
    // Cognito's API of the region, wherever that is here.
    expect(response.headers()['content-security-policy']).toBe(
      `default-src 'self'; connect-src 'self' http://127.0.0.1:${system.port}; frame-ancestors 'none'`,
    );
    expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
    // Uploaded by a source of its own.
    const { response: client } = await visitor.open('/assets/latchkey.js');
    expect(client.headers()['content-type']).toMatch(/javascript/);
  });

  test('gets 401 with the login address for a fetch', async () => {
    const { page } = await visitor.open('/');
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
  });

  test('follows a deep link, signs in, and is at that very address', async () => {
    const { page } = await visitor.open(deepLink);
    expect(isAtSignIn(page)).toBe(true);
    await signIn(page, 'grace', system.url);
    expect(page.url()).toBe(system.url + deepLink);
    expect(await page.title()).toMatch(/quarter/i);
    expect(await session()).toMatch(/^1\./);
  });

  test('opens a guarded page, and is refused by a rule where others are let in', async () => {
    const { response } = await visitor.open('/app/');
    expect([response.status(), redirectsBefore(response)]).toEqual([200, 0]);
    const { response: refused } = await visitor.open('/admin/');
    expect([refused.status(), redirectsBefore(refused)]).toEqual([403, 0]);
  });

  test('finds nothing under the auth path but its endpoints', async () => {
    const { response } = await visitor.open('/_auth/other');
    expect(response.status()).toBe(404);
  });

  test('is renewed at the edge while in use, and silently by Cognito after that', async () => {
    const before = await session();
    const lines = log.entries.length;
    system.advance(1000);
    const { response } = await visitor.open('/app/');
    expect([response.status(), redirectsBefore(response)]).toEqual([200, 1]);
    const renewed = await session();
    expect(renewed).not.toBe(before);
    expect(log.entries.slice(lines).filter(({ endpoint }) => endpoint === 'login')).toEqual([]);

    // Else the script of one of them may be the first to ask for a refresh.
    for (const open of visitor.context.pages()) await open.close();
    system.advance(3600);
    const { page, response: later } = await visitor.open(deepLink);
    expect(later.status()).toBe(200);
    expect(page.url()).toBe(system.url + deepLink);
    expect(log.entries.slice(lines)).toContainEqual(
      expect.objectContaining({ endpoint: 'login', outcome: 'refreshed' }),
    );
  });

  test('signs out, which ends copies of the session too', async () => {
    const copied = `${sessionCookie}=${await session()}`;
    const thief = new Person(system.url);
    const ask = () => thief.ask('/app/data/report.json', { cookie: copied, headers: scripting });
    expect((await ask()).status).toBe(200);
    const written = log.next('sign-outs-written');
    const { page } = await visitor.open('/_auth/logout');
    await page
      .getByRole('link', { name: /sign out/i })
      .or(page.getByRole('heading'))
      .first()
      .waitFor();
    expect(await session()).toBe('');
    await written;
    const refused = await ask();
    expect(refused.status).toBe(401);
    expect(JSON.parse(refused.body)).toMatchObject({ reason: 'revoked' });
    const { page: again } = await visitor.open('/app/');
    expect(isAtSignIn(again)).toBe(true);
  });

  test('is told when to come back by the page of the bucket, where the Lambda does not answer', async () => {
    system.faults.set('lambda', 'down');
    const { page, response } = await visitor.open('/app/');
    system.faults.delete('lambda');
    expect(response.status()).toBe(503);
    await expect(page.getByRole('heading', { level: 1 }).innerText()).resolves.toMatch(
      /one moment/i,
    );
    system.faults.set('origin', 'down');
    // The page itself is cached by now.
    const { response: nothing } = await visitor.open('/assets/another.css');
    system.faults.delete('origin');
    expect(nothing.status()).toBe(503);
    const other = await new Person(system.url).ask('/_auth/login', { headers: navigating() });
    expect(other.status).toBe(302);
  });

  test('needed nothing of AWS that the template does not allow', () => {
    expect(system.denied).toEqual([]);
    const { stores, secrets, parameters } = system.services;
    const [store] = stores.values();
    expect(store?.calls.of('UpdateKeys')).toBeGreaterThan(0);
    expect(secrets.calls.of('GetSecretValue')).toBeGreaterThan(0);
    expect(parameters.calls.of('GetParameter')).toBeGreaterThan(0);
  });
});
