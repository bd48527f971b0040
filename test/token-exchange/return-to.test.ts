import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { safeReturnTo } from '../../token-exchange/return-to.ts';

const authPath = '/_auth';
const site = 'https://site.example.com';

describe('return_to is kept', () => {
  test.each([
    '/',
    '/app/',
    '/app/report.html?year=2026&tag=a%20b&tag=c&empty=&plus=a+b',
    '/search?q=https://other.example/&next=//other.example',
    '/search?path=/_auth/logout',
    '/a?b?c=/../d',
    '/app/#section-2',
    '/app?x=1#/route?y=2',
    '/%E2%82%AC/caf%C3%A9',
    '/_authors',
    '/_auth.html',
    '/app/_auth/',
    "/~ada/(1)/it's!*;v=1,2:3@4$5",
  ])('as it is: %s', (wanted) => {
    expect(safeReturnTo(wanted, authPath)).toBe(wanted);
  });

  test('up to 1,500 characters', () => {
    const longest = '/'.padEnd(1500, 'x');
    expect(safeReturnTo(longest, authPath)).toBe(longest);
    expect(safeReturnTo(`${longest}x`, authPath)).toBe('/');
    expect(safeReturnTo(`/?${'x'.repeat(1499)}`, authPath)).toBe('/');
  });
});

describe('return_to leads home instead', () => {
  test.each([
    ['nothing', null],
    ['nothing at all', undefined],
    ['an empty text', ''],
    ['a host', '//other.example'],
    ['a host after three slashes', '///other.example'],
    ['a host after a backslash', '/\\other.example'],
    ['a host after two backslashes', '\\\\other.example'],
    ['a backslash further on', '/a\\b'],
    ['a host behind a tab', '/\t/other.example'],
    ['a host behind a line end', '/\n/other.example'],
    ['a host behind a return', '/\r/other.example'],
    ['a new header', '/a\r\nset-cookie: a=b'],
    ['a NUL', '/a\0'],
    ['DEL', '/a\x7f'],
    ['a space', '/a b'],
    ['a leading space', ' /a'],
    ['a scheme', 'https://other.example/'],
    ['a scheme and no slashes', 'https:other.example'],
    ['a scheme and a path', 'https:/other.example'],
    ['a script', 'javascript:alert(1)'],
    ['data', 'data:text/html,x'],
    ['a relative path', 'app/'],
    ['a dot path', './app/'],
    ['a query alone', '?a=b'],
    ['a fragment alone', '#a'],
    ['user information', '@other.example'],
    ['other than ASCII', '/café'],
    ['a slash of another script', '/\u2215other.example'],
    ['a wide slash', '\uff0f/other.example'],
    ['half a character', '/\ud800'],
    ['broken percent-encoding', '/%zz'],
    ['half a character, encoded', '/%ff'],
  ])('of %s', (_, wanted) => {
    expect(safeReturnTo(wanted, authPath)).toBe('/');
  });

  test.each([
    '/_auth',
    '/_auth/',
    '/_auth/login',
    '/_auth/logout?x=1',
    '/_auth?x=1',
    '/_auth#x',
    '/%5fauth/login',
    '/%5Fauth/logout',
    '/_%61uth/logout',
    '/_auth%2flogout',
    '/%5f%61%75%74%68',
  ])('of the auth path: %s', (wanted) => {
    expect(safeReturnTo(wanted, authPath)).toBe('/');
  });

  test('whichever the auth path is', () => {
    expect(safeReturnTo('/members/sign-in/logout', '/members/sign-in')).toBe('/');
    expect(safeReturnTo('/_auth/logout', '/members/sign-in')).toBe('/_auth/logout');
  });
});

/** Where a browser that is at the site goes. */
const destination = (location: string) => new URL(location, `${site}/_auth/callback`);

describe('return_to, whatever is asked for', () => {
  const piece = fc.constantFrom(
    ...[
      '/',
      '\\',
      '//',
      '.',
      '..',
      '%2e',
      '%2f',
      '%5c',
      '%09',
      '%0d%0a',
      '\t',
      '\n',
      ' ',
      ':',
      '@',
    ],
    ...['?', '#', 'https:', 'other.example', '_auth', '%5fauth', 'login', 'a', '%', 'é'],
  );
  const wanted = fc.array(piece, { maxLength: 8 }).map((pieces) => `/${pieces.join('')}`);

  test('leads to this host', () => {
    fc.assert(
      fc.property(fc.oneof(wanted, fc.string(), fc.webUrl()), (text) => {
        expect(destination(safeReturnTo(text, authPath)).origin).toBe(site);
      }),
    );
  });

  test.each(['/%2f/other.example', '/%2fother.example', '/%5cother.example', '/%09/other.example'])(
    'is never decoded on the way: %s',
    (text) => {
      expect(destination(safeReturnTo(text, authPath)).origin).toBe(site);
    },
  );

  test('is one line of visible ASCII', () => {
    fc.assert(
      fc.property(fc.oneof(wanted, fc.string({ unit: 'binary' })), (text) => {
        expect(safeReturnTo(text, authPath)).toMatch(/^\/[\x21-\x7e]*$/);
      }),
    );
  });

  // Browsers resolve dot segments before they ask, encoded ones too (WHATWG URL, 4.4).
  test.each([
    '/app/../_auth/logout',
    '/./_auth/logout',
    '/%2e%2e/_auth/logout',
    '/app/%2E./_auth/login?return_to=/',
  ])('leads not to the auth path by a detour: %s', (text) => {
    expect(destination(safeReturnTo(text, authPath)).pathname).not.toMatch(/^\/_auth(\/|$)/);
  });
});
