import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { contentSecurityPolicy } from '../../../token-exchange/pages/index.ts';
import { styleOf } from '../../../token-exchange/pages/style.ts';
import { accentOf, luminance } from '../../../token-exchange/pages/theme.ts';

function contrast(one: string, other: string): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

/** The light and the dark values of the variables of a style sheet. */
function palettes(css: string): Record<string, string>[] {
  return [...css.matchAll(/:root\s*\{([^}]*)\}/g)].map(([, block = '']) =>
    Object.fromEntries(
      [...block.matchAll(/(--lk-[\w-]+):\s*([^;]+?)\s*(?:;|$)/g)].map(
        ([, name = '', value = '']) => [
          name,
          value.replace(/\s+/g, ' ').replace(/, /g, ',').replace(/'/g, '"'),
        ],
      ),
    ),
  );
}

describe('the palette', () => {
  const [light = {}, dark = {}] = palettes(styleOf({}));
  const pairs = [
    ['--lk-fg', '--lk-bg'],
    ['--lk-fg', '--lk-surface'],
    ['--lk-muted', '--lk-bg'],
    ['--lk-muted', '--lk-surface'],
    ['--lk-accent', '--lk-bg'],
    ['--lk-accent', '--lk-surface'],
    ['--lk-on-accent', '--lk-accent'],
  ] as const;

  test.each(pairs)('%s on %s is AA by day and by night', (text, ground) => {
    expect(contrast(light[text] ?? '', light[ground] ?? '')).toBeGreaterThanOrEqual(4.5);
    const [night, on] = [dark[text] ?? light[text] ?? '', dark[ground] ?? light[ground] ?? ''];
    expect(contrast(night, on)).toBeGreaterThanOrEqual(4.5);
  });

  test('is that of the demonstration site', () => {
    const site = readFileSync(
      new URL('../../../web/site/assets/style.css', import.meta.url),
      'utf8',
    );
    const [siteLight, siteDark] = palettes(site);
    expect(siteLight).toMatchObject(light);
    expect(siteDark).toMatchObject(dark);
  });
});

describe('a theme’s accent', () => {
  test.each(['#000', '#fff', '#777', '#767676', '#7a1f5c', '#ffcc00', '#0b6b57', '#00F'])(
    'text on %s is AA',
    (accent) => {
      const found = accentOf({ accent });
      expect(contrast(found?.on ?? '', accent)).toBeGreaterThanOrEqual(4.5);
      expect(styleOf({ accent })).toContain(`--lk-accent:${accent};`);
    },
  );

  test.each(['red', '#12', '#12345', '#gggggg', '#fff}*{display:none', 'url(//evil.example)', ''])(
    '%j is no colour and changes nothing',
    (accent) => {
      expect(styleOf({ accent })).toBe(styleOf({}));
    },
  );
});

test.each([
  [undefined, "img-src 'self'"],
  ['/assets/logo.svg', "img-src 'self'"],
  ['https://cdn.example/a/logo.svg', 'img-src https://cdn.example'],
  ["https://cdn.example'; script-src *", "img-src 'self'"],
  ['data:image/svg+xml,x', "img-src 'self'"],
])('the policy for the logo %j has %s', (logoUrl, expected) => {
  const directives = contentSecurityPolicy(logoUrl === undefined ? {} : { logoUrl }).split('; ');
  expect(directives).toContain(expected);
  expect(directives).toContain("default-src 'none'");
  expect(directives.some((directive) => directive.startsWith('script-src'))).toBe(false);
});
