/** What the pages would leave out of a theme without a word. */
import { describe, expect, test } from '@jest/globals';
import type { Theme } from '../../token-exchange/pages/index.ts';
import { checkTheme } from '../../cdk/check-theme.ts';
import type { LatchkeyProps } from '../../cdk/latchkey.ts';
import { siteStack } from './stacks.ts';

const faultsOf = (theme: Theme, more: Partial<LatchkeyProps> = {}) =>
  checkTheme({ audience: 'test', rules: [], theme, ...more });

test('the accent is a hex colour', () => {
  for (const accent of ['#205493', '#FC0']) expect(faultsOf({ accent })).toEqual([]);
  for (const accent of ['reddish', '#12345', 'rgb(1, 2, 3)', '']) {
    expect(faultsOf({ accent })).toEqual([
      `theme.accent (${accent}) has to be a colour like #205493 or #fc0`,
    ]);
  }
});

describe('the logo', () => {
  test.each(['x', '//example.com/logo.svg', 'http://example.com/logo.svg', 'data:image/png,x'])(
    'is nowhere at %s',
    (logoUrl) => {
      expect(faultsOf({ logoUrl })).toEqual([
        `theme.logoUrl (${logoUrl}) has to be a path of this site like /logo.svg, or begin with https://`,
      ]);
    },
  );

  test('of another host is not ours to judge', () => {
    expect(faultsOf({ logoUrl: 'https://example.com/logo.svg' })).toEqual([]);
  });

  const rules: LatchkeyProps['rules'] = [
    { path: '/a/hidden.svg', allow: 'session' },
    { path: '/a/*', allow: 'public' },
    { path: '/my logo.svg', allow: 'public' },
    { path: '/team/*', allow: { groups: ['team'] } },
  ];

  test('of this one is open to everybody', () => {
    for (const logoUrl of ['/a/logo.svg', '/a/logo.svg?v=2', '/my%20logo.svg']) {
      expect(faultsOf({ logoUrl }, { rules })).toEqual([]);
    }
    for (const logoUrl of ['/a/hidden.svg', '/team/logo.svg', '/logo.svg']) {
      expect(faultsOf({ logoUrl }, { rules })).toEqual([
        `theme.logoUrl (${logoUrl}) needs a rule { path: '${logoUrl}', allow: 'public' }: its pages are seen without a session`,
      ]);
    }
  });

  test('is a path that the edge takes, and none of the token exchange', () => {
    expect(faultsOf({ logoUrl: '/a/../logo.svg' }, { rules })[0]).toMatch(/the edge refuses/);
    expect(faultsOf({ logoUrl: '/a/a+b.svg' }, { rules })[0]).toMatch(/the edge refuses/);
    expect(faultsOf({ logoUrl: '/a/a+b.svg' }, { rules, strictPaths: false })).toEqual([]);
    expect(faultsOf({ logoUrl: '/_auth/logo.svg' })[0]).toMatch(/inside the auth path \/_auth/);
  });
});

test('its faults are told with those of the props', () => {
  const theme = { accent: 'reddish', logoUrl: 'x' };
  expect(() => siteStack({ audience: 'no spaces', theme })).toThrow(
    /audience has to be[^]*theme\.accent \(reddish\)[^]*theme\.logoUrl \(x\)/,
  );
});
