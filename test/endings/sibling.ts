/** A server on a sibling of the site's host, in the hands of somebody else. */
import type { BrowserContext, Response } from 'playwright-core';
import { listen } from '../../local/serve.ts';

export interface Sibling {
  /** Its origin. */
  readonly url: string;
  /** Opens a page of the sibling that sets these cookies, and does what its script says. */
  lure(
    context: BrowserContext,
    page: { cookies?: readonly string[]; html?: string },
  ): Promise<void>;
  close(): Promise<void>;
}

export async function startSibling(host: string): Promise<Sibling> {
  let serving: { cookies?: readonly string[]; html?: string } = {};
  const server = await listen((_incoming, outgoing) => {
    outgoing.setHeader('content-type', 'text/html');
    if (serving.cookies) outgoing.setHeader('set-cookie', [...serving.cookies]);
    outgoing.end(serving.html ?? '<!doctype html><title>Sibling</title>');
  });
  const url = `http://${host}:${server.port}`;
  return {
    url,
    async lure(context, page) {
      serving = page;
      const tab = await context.newPage();
      // What its script begins is over then.
      await tab.goto(url, { waitUntil: page.html === undefined ? 'load' : 'networkidle' });
      await tab.close();
    },
    close: () => server.close(),
  };
}

/** What the browser really sent with the request of a response. */
export async function cookieSent(response: Response): Promise<string> {
  return (await response.request().allHeaders())['cookie'] ?? '';
}

/** Cookies that a browser keeps for a domain, by name. */
export async function kept(context: BrowserContext, domain: string): Promise<Map<string, string>> {
  const cookies = await context.cookies();
  return new Map(
    cookies.filter((cookie) => cookie.domain === domain).map(({ name, value }) => [name, value]),
  );
}
