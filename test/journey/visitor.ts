import type { Browser, BrowserContext, Page, Response } from 'playwright-core';
import { demoUsers } from '../../local/demo.ts';

export type Demo = 'ada' | 'grace';

/** Somebody at a browser, with cookies of their own. */
export interface Visitor {
  readonly context: BrowserContext;
  /** Opens an address in a new tab. */
  open(url: string): Promise<{ page: Page; response: Response }>;
  close(): Promise<void>;
}

export async function newVisitor(browser: Browser, url: string): Promise<Visitor> {
  const context = await browser.newContext({ baseURL: url });
  return {
    context,
    async open(address) {
      const page = await context.newPage();
      const response = await page.goto(address);
      if (!response) throw new Error(`no answer from ${address}`);
      return { page, response };
    },
    close: () => context.close(),
  };
}

/** Fills in Cognito's form and waits until the browser is back at the site. */
export async function signIn(page: Page, name: Demo, siteUrl: string): Promise<void> {
  const user = demoUsers.find(({ username }) => username === name);
  if (!user) throw new Error(`no demo user ${name}`);
  await page.getByLabel(/email|user/i).fill(user.email);
  await page.getByLabel(/password/i).fill(user.password);
  await Promise.all([
    page.waitForURL((url) => url.origin === siteUrl && !url.pathname.startsWith('/_auth')),
    page.getByRole('button', { name: /sign in/i }).click(),
  ]);
}

/** Whether the browser is at Cognito's form. */
export function isAtSignIn(page: Page): boolean {
  return new URL(page.url()).hostname === '127.0.0.1';
}

/** Counts the redirects that led to a response. */
export function redirectsBefore(response: Response): number {
  let count = 0;
  for (let from = response.request().redirectedFrom(); from; from = from.redirectedFrom()) count++;
  return count;
}
