/** What the edge answers by itself looks like what the token exchange answers, with any theme. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { startSystem, type LocalSystem, type SystemOptions } from '../../local/system.ts';
import type { Theme } from '../../token-exchange/pages/index.ts';
import { launchChromium } from '../tools/chromium.ts';
import { describeWithTool } from '../tools/require-tool.ts';
import { brandOf, lookOf, placeOf } from './look.ts';
import { signIn } from './visitor.ts';

const nasty = '"Håndbok" \\ </style>*/}a{\n';

const themes: [string, Theme, { accent: Record<'light' | 'dark', string>; name: string }][] = [
  [
    'no theme',
    {},
    { accent: { light: 'rgb(11, 107, 87)', dark: 'rgb(95, 207, 174)' }, name: 'Latchkey' },
  ],
  [
    'a theme',
    { accent: '#7a1f5c', productName: nasty },
    { accent: { light: 'rgb(122, 31, 92)', dark: 'rgb(122, 31, 92)' }, name: nasty },
  ],
  [
    'a logo',
    { accent: '#fc0', productName: nasty, logoUrl: '/assets/logo.svg' },
    { accent: { light: 'rgb(255, 204, 0)', dark: 'rgb(255, 204, 0)' }, name: nasty },
  ],
];

const firstOf = (look: Readonly<Record<string, string>>) =>
  Object.entries(look).filter(([part]) => !part.startsWith('nav :last-child'));

const screens: [string, 'light' | 'dark', width: number][] = [
  ['by day', 'light', 900],
  ['by night', 'dark', 900],
  ['on a small screen', 'light', 320],
];

/** Shows the pages on such a screen. */
async function showOn(pages: readonly Page[], when: 'light' | 'dark', width: number) {
  for (const page of pages) {
    await page.emulateMedia({ colorScheme: when });
    await page.setViewportSize({ width, height: 568 });
  }
}

describeWithTool('chromium', 'the pages of the edge', () => {
  let browser: Browser;
  let system: LocalSystem;
  /** The cookies of somebody who is signed in. */
  let signedIn: Exclude<BrowserContextOptions['storageState'], undefined>;

  beforeAll(async () => {
    browser = await launchChromium();
  });

  afterAll(() => browser?.close());

  async function start(options: SystemOptions): Promise<void> {
    system = await startSystem(options);
    const page = await browser.newPage({ baseURL: system.url });
    await page.goto('/app/');
    await signIn(page, 'grace', system.url);
    signedIn = await page.context().storageState();
    await page.close();
  }

  const stop = () => system?.close();

  /** A browser of its own, at a page. */
  async function at(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const page = await browser.newPage({ baseURL: system.url, ...options });
    await page.goto(path);
    return page;
  }

  const denied = () => at('/admin/', { storageState: signedIn });

  describe.each(themes)('with %s', (_name, theme, { accent, name }) => {
    let page: Page;
    let own: Page;

    beforeAll(async () => {
      await start({ settings: { theme } });
      page = await denied();
      own = await at('/_auth/logout');
    });

    afterAll(async () => {
      await Promise.all([page?.close(), own?.close()]);
      await stop();
    });

    test.each(screens)('look like those of the token exchange: %s', async (_name, when, width) => {
      await showOn([page, own], when, width);
      expect(await own.title()).toMatch(/^You are signed out · /);
      const look = await lookOf(page);
      expect(look).toMatchObject({ 'nav :first-child background-color': accent[when] });
      expect(look).toEqual(await lookOf(own));
      expect(await placeOf(page)).toEqual(await placeOf(own));
      expect(await placeOf(page)).toMatchObject({ tooWide: false });
    });

    test('name the site, and show its logo', async () => {
      // https://www.w3.org/TR/cssom-1/#serialize-a-string
      const text = `"${name.replace(/["\\]/g, '\\$&').replace(/\n/g, '\\a ')}"`;
      const { logoUrl } = theme;
      const isLogo = logoUrl !== undefined;
      expect(await brandOf(page, 'content')).toBe(isLogo ? `"" / ${text}` : text);
      expect(await brandOf(page, 'background-image')).toBe(
        isLogo ? `url("${system.url}${logoUrl}")` : 'none',
      );
    });
  });

  describe.each([false, true])('where policies cover what functions answer: %s', (covers) => {
    let page: Page;

    beforeAll(async () => {
      await start({ coversFunctions: covers });
      page = await browser.newPage({ baseURL: system.url, storageState: signedIn });
    });

    afterAll(async () => {
      await page?.close();
      await stop();
    });

    test.each([
      ['/admin/', 403],
      ['/app/a%2fb', 400],
      ['/_auth/nothing', 404],
      ['/_auth/a%2fb', 400],
    ])('%s has its look', async (path, status) => {
      const response = await page.goto(path);
      expect(response?.status()).toBe(status);
      expect(response?.headers()['content-security-policy'] !== undefined).toBe(covers);
      expect(await lookOf(page)).toMatchObject({
        'nav :first-child background-color': 'rgb(11, 107, 87)',
      });
    });
  });

  describe.each<[string, Theme]>([
    ['no theme', {}],
    ['a theme', { accent: '#7a1f5c', productName: nasty }],
  ])('where the site has nothing, with %s', (_name, theme) => {
    let page: Page;
    let own: Page;

    beforeAll(async () => {
      await start({ settings: { theme } });
      page = await at('/app/no-such-page', { storageState: signedIn });
      own = await at('/_auth/logout');
    });

    afterAll(async () => {
      await Promise.all([page?.close(), own?.close()]);
      await stop();
    });

    test.each(screens)('the page looks like the others: %s', async (_name, when, width) => {
      await showOn([page, own], when, width);
      // It has one way on, they have two.
      expect(firstOf(await lookOf(page))).toEqual(firstOf(await lookOf(own)));
      expect(await placeOf(page)).toMatchObject({ tooWide: false });
    });

    test('it says so with its status, at the address that was asked for', async () => {
      const response = await page.reload();
      expect(response?.status()).toBe(404);
      expect(new URL(page.url()).pathname).toBe('/app/no-such-page');
      expect(await page.title()).toMatch(/^Page not found · /);
      await page.click('text=To the start page');
      expect(new URL(page.url()).pathname).toBe('/');
    });
  });

  describe('when something is down', () => {
    let styles = 0;

    beforeAll(() => start({ onLog: (line) => (styles += line.includes('"style"') ? 1 : 0) }));
    afterAll(stop);

    test('nothing: the style sheet is asked for once', async () => {
      const page = await denied();
      await page.goto('/app/a%2fb');
      await page.goto('/admin/');
      expect(await lookOf(page)).toMatchObject({
        'nav :first-child background-color': 'rgb(11, 107, 87)',
      });
      await page.close();
      expect(styles).toBe(1);
    });

    test('the store: the look is there, and a way on once it is up again', async () => {
      const address = '/app/reports/quarter.html?year=2026';
      system.faults.set('edge-store', 'down');
      const page = await at(address, { storageState: signedIn });
      system.faults.delete('edge-store');
      expect(await lookOf(page)).toMatchObject({
        'nav :first-child background-color': 'rgb(11, 107, 87)',
      });
      await page.getByRole('link', { name: 'Try again' }).click();
      await page.getByRole('heading', { level: 1, name: /quarter/i }).waitFor();
      expect(page.url()).toBe(system.url + address);
      await page.close();
    });

    test('the token exchange: the page reads as well, and leads on', async () => {
      system.faults.set('lambda', 'down');
      const page = await denied();
      const heading = page.getByRole('main').getByRole('heading', { level: 1 });
      expect(await heading.innerText()).toBe('This is not open to you');
      expect(await page.getByRole('navigation').getByRole('link').allInnerTexts()).toEqual([
        'Sign in as someone else',
        'Start page',
      ]);
      expect(await lookOf(page)).toMatchObject({ 'main background-color': 'rgba(0, 0, 0, 0)' });
      await page.getByRole('link', { name: 'Start page' }).click();
      await page.waitForURL(`${system.url}/`);
      system.faults.delete('lambda');
      await page.close();
    });
  });
});
