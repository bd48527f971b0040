import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { startSystem, type LocalSystem, type SystemOptions } from '../../local/system.ts';
import { launchChromium } from '../tools/chromium.ts';
import { describeWithTool } from '../tools/require-tool.ts';
import { isAtSignIn, newVisitor, redirectsBefore, signIn, type Visitor } from './visitor.ts';

/** Seconds. */
const lifetimes = { sessionTtl: 20, maxAge: 120, cookieMaxAge: 3600 };
const deepLink = '/app/reports/quarter.html?year=2026&quarter=3';

interface Running {
  readonly system: LocalSystem;
  /** Log lines of the Lambdas, parsed. */
  readonly log: Record<string, unknown>[];
}

async function start(options: SystemOptions = {}): Promise<Running> {
  const log: Record<string, unknown>[] = [];
  const system = await startSystem({
    ...options,
    edge: { ...lifetimes, ...options.edge },
    onLog: (line) => log.push(JSON.parse(line) as Record<string, unknown>),
  });
  return { system, log };
}

async function sessionOf({ context }: Visitor, url: string): Promise<string> {
  const cookies = await context.cookies(url);
  return cookies.find(({ name }) => name === '__Host-latchkey')?.value ?? '';
}

describeWithTool('chromium', 'a session that lasts', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchChromium();
  });

  afterAll(async () => {
    await browser?.close();
  });

  describe('for a visitor who reads on', () => {
    let running: Running;
    let visitor: Visitor;

    beforeAll(async () => {
      running = await start();
      visitor = await newVisitor(browser, running.system.url);
      const { page } = await visitor.open('/app/');
      await signIn(page, 'grace', running.system.url);
      await page.close();
    });

    afterAll(async () => {
      await running?.system.close();
    });

    test('it is renewed at the edge, without Lambda or Cognito', async () => {
      const { system, log } = running;
      let tokens = 0;
      const unsubscribe = system.cognito.subscribe(() => tokens++);
      const linesBefore = log.filter(({ endpoint }) => endpoint !== 'session').length;
      const seen = new Set([await sessionOf(visitor, system.url)]);
      for (let visit = 1; visit <= 4; visit++) {
        system.advance(lifetimes.sessionTtl * 0.6);
        const { page, response } = await visitor.open(deepLink);
        expect(response.status()).toBe(200);
        expect(page.url()).toBe(system.url + deepLink);
        expect(redirectsBefore(response)).toBe(1);
        seen.add(await sessionOf(visitor, system.url));
        await page.close();
      }
      expect(seen.size).toBe(5);
      expect(log.filter(({ endpoint }) => endpoint !== 'session')).toHaveLength(linesBefore);
      expect(tokens).toBe(0);
      unsubscribe();
    });

    test('a fresh one is left alone', async () => {
      const { response } = await visitor.open(deepLink);
      expect(redirectsBefore(response)).toBe(0);
    });

    test('idle past sessionTtl, Cognito is asked silently and the address is the same', async () => {
      const { system, log } = running;
      system.advance(lifetimes.sessionTtl + 5);
      const { page, response } = await visitor.open(deepLink);
      expect(response.status()).toBe(200);
      expect(page.url()).toBe(system.url + deepLink);
      const refreshed = log.filter(
        ({ endpoint, outcome }) => endpoint === 'login' && outcome === 'refreshed',
      );
      expect(refreshed).toHaveLength(1);
    });

    test('past maxAge, too', async () => {
      const { system } = running;
      for (let passed = 0; passed < lifetimes.maxAge; passed += 10) {
        system.advance(10);
        const { page } = await visitor.open(deepLink);
        expect(page.url()).toBe(system.url + deepLink);
        await page.close();
      }
    });

    test('past signInAge, the form asks', async () => {
      const { system } = running;
      system.advance(lifetimes.cookieMaxAge + 1);
      const { page } = await visitor.open(deepLink);
      expect(isAtSignIn(page)).toBe(true);
      await signIn(page, 'grace', system.url);
      expect(page.url()).toBe(system.url + deepLink);
    });
  });

  describe.each([
    ['with a grace of 10 seconds', 10],
    ['without any grace', 0],
  ])('with refresh-token rotation, %s', (_name, graceSeconds) => {
    let running: Running;
    let visitor: Visitor;

    beforeAll(async () => {
      running = await start({ client: { refreshTokenRotation: { graceSeconds } } });
      visitor = await newVisitor(browser, running.system.url);
      const { page } = await visitor.open('/app/');
      await signIn(page, 'grace', running.system.url);
      await page.close();
    });

    afterAll(async () => {
      await running?.system.close();
    });

    test('two tabs refresh at once and both stay signed in', async () => {
      const { system } = running;
      for (let round = 0; round < 3; round++) {
        system.advance(lifetimes.sessionTtl + 1);
        const tabs = await openAll(visitor, ['/app/?tab=1', '/app/?tab=2']);
        expect(tabs.map(({ url }) => url)).toEqual([
          `${system.url}/app/?tab=1`,
          `${system.url}/app/?tab=2`,
        ]);
        expect(tabs.map(({ status }) => status)).toEqual([200, 200]);
      }
    });

    test('ten restored tabs end signed in, without an error page', async () => {
      const { system } = running;
      system.advance(lifetimes.sessionTtl + 1);
      const paths = Array.from({ length: 10 }, (_, tab) => `${deepLink}&tab=${tab}`);
      const tabs = await openAll(visitor, paths);
      expect(tabs).toEqual(paths.map((path) => ({ url: system.url + path, status: 200 })));
    });
  });

  describe('for a visitor who fills in a form', () => {
    let running: Running;
    let page: Page;
    let folder: string;

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'latchkey-form-'));
      writeFileSync(
        join(folder, 'form.html'),
        '<!doctype html><title>Form</title><form action="/found.html"><label>Name <input name=name></label><button>Send</button></form>',
      );
      writeFileSync(join(folder, 'found.html'), '<!doctype html><title>Found</title>');
      running = await start({ site: folder });
      const visitor = await newVisitor(browser, running.system.url);
      ({ page } = await visitor.open('/form.html'));
      await signIn(page, 'grace', running.system.url);
    });

    afterAll(async () => {
      await running?.system.close();
      rmSync(folder, { recursive: true, force: true });
    });

    test('half of it is not lost to a renewal', async () => {
      const { system } = running;
      await page.getByLabel('Name').fill('Grace Hop');
      system.advance(lifetimes.sessionTtl * 0.6);
      const status = await page.evaluate(async () => {
        const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
        const answer = await fetch('/_auth/renew', {
          method: 'POST',
          headers: { 'x-amz-content-sha256': empty },
        });
        return answer.status;
      });
      expect(status).toBe(204);
      await expect(page.getByLabel('Name').inputValue()).resolves.toBe('Grace Hop');
      system.advance(lifetimes.sessionTtl * 0.6);
      await page.getByLabel('Name').fill('Grace Hopper');
      await page.getByRole('button').click();
      // Sending it is a navigation that is renewed itself, and what was filled in is in its query.
      await page.waitForURL('**/found.html?name=Grace+Hopper');
      expect(await page.title()).toBe('Found');
    });
  });
});

async function openAll(
  visitor: Visitor,
  paths: readonly string[],
): Promise<{ url: string; status: number }[]> {
  return Promise.all(
    paths.map(async (path) => {
      const { page, response } = await visitor.open(path);
      const opened = { url: page.url(), status: response.status() };
      await page.close();
      return opened;
    }),
  );
}
