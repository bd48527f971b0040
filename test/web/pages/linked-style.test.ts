import { describe, expect, test } from '@jest/globals';
import { linkedStyle, type Theme } from '../../../token-exchange/pages/index.ts';
import { cssText } from '../../../token-exchange/pages/linked-style.ts';
import { styleOf } from '../../../token-exchange/pages/style.ts';

const nastyNames = [
  'Håndbok',
  `"Quoted" & 'so'`,
  'back\\slash',
  '\\',
  '\\"',
  'a\nb\r\nc\fd\te',
  '"}*{display:none}a{content:"',
  '</style><script>alert(1)</script>',
  '*/ /* comment',
  'url(//evil.example/x)',
  '1a2b',
  'été f00 0',
  '鍵 🔑',
  '',
];

/** Reads a CSS string: https://www.w3.org/TR/css-syntax-3/#consume-string-token */
function readText(text: string): string {
  expect(text).toMatch(/^"[^"\n\r\f]*"$/);
  return text
    .slice(1, -1)
    .replace(/\\([0-9a-f]{1,6})\s?/gi, (_, hex: string) => String.fromCodePoint(parseInt(hex, 16)));
}

describe('text in the style sheet', () => {
  test.each(nastyNames)('is what it was: %j', (name) => {
    expect(readText(cssText(name))).toBe(name);
    expect(cssText(name)).toMatch(/^[ -~]+$/);
    expect(cssText(name).slice(1, -1)).not.toMatch(/["'<>{}();*]/);
  });

  test('is no half of a character, nor the end of all text', () => {
    // https://www.w3.org/TR/css-syntax-3/#consume-escaped-code-point: both become U+FFFD.
    expect(cssText('\ud83d\0')).toBe('"\\d83d \\0 "');
  });
});

const themes: [string, Theme][] = nastyNames.flatMap((productName): [string, Theme][] => [
  [`the name ${JSON.stringify(productName)}`, { productName }],
  [`the logo and ${JSON.stringify(productName)}`, { productName, logoUrl: '/a/logo.svg' }],
]);

describe.each(themes)('with %s', (_name, theme) => {
  const css = linkedStyle(theme);

  test('begins with the look of all pages, and is as well-formed', () => {
    expect(css.startsWith(styleOf(theme))).toBe(true);
    const bare = css.replace(/"[^"]*"/g, '""');
    expect(bare.match(/\{/g)?.length).toBe(bare.match(/\}/g)?.length);
    expect(bare).not.toMatch(/[<\\'@](?!media\()/);
  });

  test('asks for nothing but the logo', () => {
    const asked = [...css.matchAll(/url\(("[^"]*")\)|@import|image-set/g)].map(([, url = '""']) =>
      readText(url),
    );
    expect(asked).toEqual(theme.logoUrl === undefined ? [] : [theme.logoUrl]);
  });
});

test.each([
  'javascript:alert(1)',
  'data:image/svg+xml,x',
  '//evil.example/x.svg',
  'http://evil.example/x.svg',
])('a logo that is no harmless URL gives way to the mark: %s', (logoUrl) => {
  expect(linkedStyle({ logoUrl, productName: 'P' })).toBe(linkedStyle({ productName: 'P' }));
});

test('a harmless URL that looks like the end of one stays where it is', () => {
  const css = linkedStyle({ logoUrl: '/a")}*{background:url("//evil.example' });
  expect(css).toContain('url("/a\\22 \\29 \\7d \\2a \\7b background:url\\28 \\22 //evil.example")');
});
