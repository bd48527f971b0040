import { describe, expect, test } from '@jest/globals';
import { escapeHtml, safeHref } from '../../../token-exchange/pages/index.ts';

test('escapeHtml leaves nothing that could open a tag or close an attribute', () => {
  expect(escapeHtml(`<a href="x" title='y'>&amp;</a>`)).toBe(
    '&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;',
  );
  expect(escapeHtml('Å plain text, 100 % harmless')).toBe('Å plain text, 100 % harmless');
});

describe('safeHref', () => {
  test.each([
    '/',
    '/app/?a=1&b=%2F#x',
    '/_auth/login?return_to=%2F',
    'https://auth.example/logout?x=y',
  ])('lets %s be', (href) => {
    expect(safeHref(href)).toBe(href);
  });

  test.each([
    '',
    'app/',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '\u0001javascript:alert(1)',
    ' https://evil.example',
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'http://plain.example/',
    'https:/evil.example',
    'https:evil.example',
    'https:///evil.example',
    'https://',
    'https://you:secret@evil.example/',
    'https://site.example@evil.example/',
    '/å',
    '/\u2028',
  ])('turns %j into the start page', (href) => {
    expect(safeHref(href)).toBe('/');
  });
});
