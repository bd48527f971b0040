import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import {
  contentSecurityPolicy,
  notAllowed,
  page,
  pageHeaders,
  signInFailed,
  signInFailedStatus,
  styleHash,
  unavailable,
  unavailableHeaders,
  type Theme,
} from '../../../token-exchange/pages/index.ts';
import { errorCodes, samples } from './samples.ts';

const themes: Record<string, Theme> = {
  'no theme': {},
  'a theme': { accent: '#7a1f5c', logoUrl: 'https://cdn.example/logo.svg', productName: 'A & B' },
};

function styleIn(html: string): string {
  return /<style>(.*?)<\/style>/s.exec(html)?.[1] ?? '';
}

describe.each(Object.entries(themes))('with %s', (_name, theme) => {
  test.each(samples(theme))('%s is a whole page with a way on', (_page, html, status) => {
    expect(html).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(html).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
    expect(html).toContain('<meta name="robots" content="noindex">');
    expect(html.match(/<h1>[^<]+<\/h1>/g)).toHaveLength(1);
    expect(html.match(/<title>[^<]+<\/title>/g)).toHaveLength(1);
    expect(html).toMatch(/<a href="(\/[^"]*)?">[^<]+<\/a>/);
    expect(html.includes(`Status ${status}`)).toBe(status >= 400);
    expect(html).not.toContain('undefined');
  });

  test.each(samples(theme))('%s runs nothing and asks for no style by attribute', (_page, html) => {
    expect(html).not.toMatch(/<script|javascript:|\son\w+=|\sstyle=|<form|<iframe|@import|url\(/i);
  });

  test.each(samples(theme))('the policy admits the one style sheet of %s', (_page, html) => {
    const hash = createHash('sha256').update(styleIn(html)).digest('base64');
    expect(styleHash(theme)).toBe(`sha256-${hash}`);
    expect(contentSecurityPolicy(theme)).toContain(`style-src 'sha256-${hash}'`);
    expect(html.match(/<style/g)).toHaveLength(1);
    expect(Buffer.byteLength(styleIn(html))).toBeLessThan(2048);
  });
});

describe('text from elsewhere', () => {
  const attack = `"><script>alert(1)</script><img src=x onerror='alert(1)'>&lt;`;
  const plain = page({
    title: 'T',
    message: 'M',
    detail: 'D',
    actions: [{ label: 'L', href: '/' }],
    status: 400,
    theme: { productName: 'P' },
  });
  const tags = (html: string) => html.match(/<[a-z/!][^>]*>/gi)?.length;

  test.each([
    ['title', { title: attack }],
    ['message', { message: attack }],
    ['detail', { detail: attack }],
    ['label', { actions: [{ label: attack, href: '/' }] as const }],
    ['href', { actions: [{ label: 'L', href: attack }] as const }],
    [
      'href, as a path',
      { actions: [{ label: 'L', href: `/${attack}`.replace(/ /g, '') }] as const },
    ],
    ['product name', { theme: { productName: attack } }],
    ['accent', { theme: { productName: 'P', accent: `red}</style>${attack}` } }],
  ])('adds no tag: %s', (_field, part) => {
    const html = page({
      title: 'T',
      message: 'M',
      detail: 'D',
      actions: [{ label: 'L', href: '/' }],
      status: 400,
      theme: { productName: 'P' },
      ...part,
    });
    expect(tags(html)).toBe(tags(plain));
    expect(html).not.toContain('<script');
    expect(html).not.toContain('<img');
  });

  test('a logo’s address or the name beside it cannot leave its attribute', () => {
    const theme = { logoUrl: `/${attack}`.replace(/ /g, ''), productName: attack };
    const html = page({
      title: 'T',
      message: 'M',
      actions: [{ label: 'L', href: '/' }],
      status: 200,
      theme,
    });
    expect(html).toContain('<img src="/&quot;&gt;&lt;script&gt;');
    expect(html).toContain('alt="&quot;&gt;&lt;script&gt;');
    expect(html.match(/<img/g)).toHaveLength(1);
    expect(html).not.toContain('<script');
  });

  test('a logo that is no harmless URL gives way to the mark and the name', () => {
    const [logoUrl, productName] = ['javascript:alert(1)', 'P'];
    expect(notAllowed({ home: '/', logout: '/', theme: { logoUrl, productName } })).toBe(
      notAllowed({ home: '/', logout: '/', theme: { productName } }),
    );
  });

  test('a target that is no harmless URL leads to the start page', () => {
    const html = signInFailed({ error: 'x', retry: 'javascript:alert(1)', home: '//evil.example' });
    expect([...html.matchAll(/<a [^>]*href="([^"]*)"/g)].map(([, href]) => href)).toEqual([
      '/',
      '/',
    ]);
  });

  test.each(['call-this-number', '<b>', 'constructor', '__proto__', ''])(
    'an unknown error code is not repeated: %j',
    (error) => {
      const html = signInFailed({ error, retry: '/', home: '/' });
      expect(html).toBe(signInFailed({ error: 'unheard_of', retry: '/', home: '/' }));
      expect(html).not.toContain('Error ');
      expect(signInFailedStatus(error)).toBe(400);
    },
  );
});

describe('unavailable', () => {
  test('leads on to the address that was asked for, whatever that is', () => {
    const targets = [...unavailable().matchAll(/<a [^>]*href="([^"]*)"/g)].map(([, href]) => href);
    expect(targets).toEqual(['', '/']);
  });

  test('claims of nobody that they are signed in or out', () => {
    expect(unavailable()).toContain('nobody has been signed in, and nobody signed out');
    expect(unavailable()).not.toMatch(/you (are|were) signed/i);
  });

  test('comes with the headers of every page, and with when to come back', () => {
    const theme = { accent: '#123456' };
    const headers = unavailableHeaders(theme);
    const { 'content-security-policy': policy, ...others } = pageHeaders(theme);
    expect(headers).toMatchObject(others);
    expect(headers['retry-after']).toBe('10');
    // They may come with the edge's pages too, whose style sheet is of this host.
    expect(headers['content-security-policy']).toBe(
      policy.replace("style-src 'sha256", "style-src 'self' 'sha256"),
    );
  });
});

describe('signInFailed', () => {
  test('names the code for whoever is asked for help, beside the request id', () => {
    const html = signInFailed({ error: 'server_error', retry: '/', home: '/', detail: 'id-7' });
    expect(html).toContain('Status 503 · Error server_error · id-7');
  });

  test('no code is answered with a success', () => {
    for (const error of errorCodes) expect(signInFailedStatus(error)).toBeGreaterThanOrEqual(400);
  });

  test('where another attempt cannot help, the start page comes first', () => {
    const first = (error: string) =>
      /<a href="([^"]*)"/.exec(signInFailed({ error, retry: '/again', home: '/' }))?.[1];
    expect(first('invalid_scope')).toBe('/');
    expect(first('server_error')).toBe('/again');
  });
});
