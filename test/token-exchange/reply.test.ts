import { describe, expect, test } from '@jest/globals';
import { css, html, json, redirect, toResult, type Reply } from '../../token-exchange/reply.ts';
import { contentSecurityPolicy } from '../../token-exchange/pages/index.ts';

const theme = { accent: '#123456' };
const common = {
  'cache-control': 'private, no-store',
  'content-security-policy': contentSecurityPolicy(theme),
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

describe('every answer', () => {
  test.each<[string, Reply]>([
    ['a redirect', redirect('/app/', 'x')],
    ['JSON', json(200, {}, 'x')],
    ['a page', html(400, '<p>', 'x')],
    ['nothing', { status: 204, outcome: 'x' }],
  ])('is private, not stored, and strict: %s', (_, reply) => {
    expect(toResult(reply, theme)).toMatchObject({ statusCode: reply.status, headers: common });
  });

  test('has a policy that forbids all but its own style and picture', () => {
    const policy = common['content-security-policy'];
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(policy).not.toMatch(/unsafe|script-src|\*/);
  });

  test('keeps these headers whatever an endpoint says', () => {
    const reply = json(200, {}, 'x', {
      headers: { 'cache-control': 'public', 'referrer-policy': 'unsafe-url', 'retry-after': '1' },
    });
    expect(toResult(reply, theme)).toMatchObject({ headers: { ...common, 'retry-after': '1' } });
  });

  test('but for a style sheet, which is everybody’s and kept for a while', () => {
    const reply = css('a{}', 60, 'x');
    expect(toResult(reply, theme)).toMatchObject({
      headers: {
        ...common,
        'content-type': 'text/css; charset=utf-8',
        'cache-control': 'public, max-age=60',
      },
      body: 'a{}',
    });
  });

  // CloudFront adds one to whatever has none, and some programs wait with a redirect.
  test('tells when to come back where it fails, and with a redirect that there is no need to', () => {
    const retryAfter = (reply: Reply) =>
      (toResult(reply, theme) as { headers: Record<string, string> }).headers['retry-after'];
    expect(retryAfter(redirect('/', 'x'))).toBe('0');
    expect(retryAfter(redirect('/', 'x', { headers: { 'retry-after': '7' } }))).toBe('7');
    expect(retryAfter(json(200, {}, 'x'))).toBeUndefined();
    expect(retryAfter(html(400, '<p>', 'x'))).toBeUndefined();
  });

  test('has each cookie on its own, and nothing of the log', () => {
    const reply = redirect('/', 'signed-in', {
      cookies: ['a=1; Path=/', 'b=2; Path=/'],
      details: { sub: 'ada-0001' },
    });
    expect(toResult(reply, theme)).toEqual({
      statusCode: 302,
      headers: { ...common, location: '/', 'retry-after': '0' },
      cookies: ['a=1; Path=/', 'b=2; Path=/'],
      body: '',
    });
  });
});
