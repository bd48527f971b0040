import type { Page } from 'playwright-core';

/** What all pages have, and what is seen of it. */
const parts = ['html', 'body', 'main', 'h1', 'nav', 'nav :first-child', 'nav :last-child'];
const properties = [
  'background-color',
  'border',
  'border-radius',
  'color',
  'color-scheme',
  'font-family',
  'font-size',
  'font-weight',
  'letter-spacing',
  'line-height',
  'margin-top',
  'padding',
  'text-decoration-line',
];

/** Computed styles, by the part and the property: `main color`. */
export async function lookOf(page: Page): Promise<Record<string, string>> {
  const looks: unknown = await page.evaluate(`
    Object.fromEntries(${JSON.stringify(parts)}.flatMap((part) => {
      const style = getComputedStyle(document.querySelector(part));
      return ${JSON.stringify(properties)}.map((name) => [part + ' ' + name, style.getPropertyValue(name)]);
    }))`);
  return looks as Record<string, string>;
}

/** Where the page's one box is, and whether the page is wider than the screen. */
export async function placeOf(page: Page): Promise<Record<string, unknown>> {
  const place: unknown = await page.evaluate(`
    (({ left, width }) => ({ left, width, tooWide: document.documentElement.scrollWidth > innerWidth }))(
      document.querySelector('main').getBoundingClientRect())`);
  return place as Record<string, unknown>;
}

/** A property of what the style sheet puts before the page's box. */
export async function brandOf(page: Page, property: string): Promise<string> {
  const script = `getComputedStyle(document.body, '::before').getPropertyValue('${property}')`;
  return String(await page.evaluate(script));
}
