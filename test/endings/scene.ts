/** A victim's browser, a site, and a sibling domain of it in the hands of an attacker. */
import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { refreshCookie } from '../../session/names.ts';
import { launchChromium } from '../tools/chromium.ts';
import type { Browser as Person } from '../browser/browser.ts';
import { cookieSent, startSibling, type Sibling } from './sibling.ts';
import { newUser, signedIn, startWorld, type Account, type World } from './world.ts';

export const parent = 'demo.localhost';
export const host = `app.${parent}`;

/** Sets all of it up for the tests of a suite, with a new browser profile and new users for each. */
export class Scene {
  world!: World;
  sibling!: Sibling;
  site!: string;
  victim!: Account;
  /** The browser of the attacker, who has signed in as themself. */
  own!: Person;
  /** The browser of the victim. */
  context!: BrowserContext;
  #browser: Browser | undefined;

  constructor() {
    beforeAll(async () => {
      this.world = await startWorld({ hosts: [host] });
      this.site = `http://${host}:${this.world.system.port}`;
      this.#browser = await launchChromium();
      this.sibling = await startSibling(`evil.${parent}`);
    });
    beforeEach(async () => {
      this.victim = newUser(this.world.system);
      this.own = await signedIn(this.world.system, newUser(this.world.system), this.site);
      const context = await this.#browser?.newContext({ baseURL: this.site });
      if (context) this.context = context;
    });
    afterEach(async () => {
      await this.context?.close();
    });
    afterAll(async () => {
      await this.#browser?.close();
      await this.sibling?.close();
      await this.world?.close();
    });
  }

  /** The victim fills in the form that the page shows. */
  async signIn(page: Page): Promise<void> {
    await page.getByLabel(/user/i).fill(this.victim.username);
    await page.getByLabel(/password/i).fill(this.victim.password);
    await Promise.all([
      page.waitForURL((url) => url.origin === this.site && !url.pathname.startsWith('/_auth')),
      page.getByRole('button', { name: /sign in/i }).click(),
    ]);
  }

  async victimSignsIn(): Promise<void> {
    const page = await this.context.newPage();
    await page.goto('/app/');
    await this.signIn(page);
    await page.close();
    expect(await this.whoIs()).toBe(this.victim.sub);
  }

  /** The `sub` that the victim's browser is signed in as, or `nobody`. */
  async whoIs(): Promise<string> {
    const page = await this.context.newPage();
    const response = await page.goto('/_auth/session');
    const { sub = 'nobody' } = JSON.parse((await response?.text()) ?? '') as { sub?: string };
    await page.close();
    return sub;
  }

  /** The attacker's own refresh token, as the sibling domain sets it for all of the domain. */
  plantedRefresh(path: string): string {
    const value = this.own.cookie(refreshCookie) ?? '';
    return `${refreshCookie}=${value}; Domain=${parent}; Path=${path}; Secure`;
  }

  /** How often that token is among the cookies of a request. */
  timesPlanted(cookies: string): number {
    return cookies.split(this.own.cookie(refreshCookie) ?? '').length - 1;
  }

  /** Opens a page of the site; the cookies of the first request to the token exchange. */
  async open(path: string): Promise<{ page: Page; sent: string }> {
    const page = await this.context.newPage();
    const toExchange = page.waitForResponse((response) => response.url().includes('/_auth/'));
    await page.goto(path);
    return { page, sent: await cookieSent(await toExchange) };
  }
}
