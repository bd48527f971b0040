import { describe, expect, test } from '@jest/globals';
import type { LambdaFunctionURLEvent } from 'aws-lambda';
import { refreshCookie } from '../../session/names.ts';
import {
  isFromElsewhere,
  isNavigation,
  isPrefetch,
  readRequest,
  siteOrigin,
} from '../../token-exchange/request.ts';
import { anEvent } from './events.ts';
import { host } from './fakes.ts';
import { navigation } from './requests.ts';

const read = (changes: Partial<LambdaFunctionURLEvent>) => readRequest(anEvent(changes), '/_auth');
const cookiesOf = (...cookies: string[]) => [...read({ cookies }).cookies];
const asking = (headers: Record<string, string>, method = 'GET') =>
  navigation('login', { method, headers: { 'sec-fetch-mode': undefined, ...headers } });

describe('reading a request', () => {
  test('takes what the event says', () => {
    const request = read({
      rawPath: '/_auth/login',
      rawQueryString: 'return_to=%2Fapp%3Fa%3D1%26b%3D2&x=1+2',
      headers: { 'x-latchkey-host': host, 'x-latchkey-verdict': 'expired', accept: '*/*' },
    });
    expect(request).toMatchObject({
      id: 'request-1',
      method: 'GET',
      endpoint: 'login',
      host,
      verdict: 'expired',
      body: '',
    });
    expect(request.query.get('return_to')).toBe('/app?a=1&b=2');
    expect(request.headers['accept']).toBe('*/*');
  });

  test('has no host and no session where the edge has not spoken', () => {
    const request = read({ headers: { host: 'abc.lambda-url.eu-west-1.on.aws' } });
    expect(request).toMatchObject({ host: '', verdict: 'none' });
  });

  test.each([
    ['/_auth/login', 'login'],
    ['/_auth/login/', 'login/'],
    ['/_auth/a/b', 'a/b'],
    ['/_auth/', ''],
    ['/_auth', ''],
    ['/_authlogin', ''],
    ['/login', ''],
    ['/x/_auth/login', ''],
  ])('finds the endpoint of %s', (rawPath, endpoint) => {
    expect(read({ rawPath }).endpoint).toBe(endpoint);
  });

  test('takes no other name for a cookie of ours: browsers let a sibling domain set those', () => {
    for (const blank of ['\u2000', '\u00a0', '\ufeff', '\u3000', '\v', '\f', '\u2028']) {
      const [name] = cookiesOf(`${blank}__Host-latchkey=theirs`)[0] ?? [];
      expect(name).not.toBe('__Host-latchkey');
    }
    expect(cookiesOf(' \t__Host-latchkey = ours\t')).toEqual([['__Host-latchkey', 'ours']]);
  });

  test('finds it under another auth path', () => {
    expect(readRequest(anEvent({ rawPath: '/a/b/login' }), '/a/b').endpoint).toBe('login');
  });

  test('reads cookies, of which a value may have a "="', () => {
    expect(cookiesOf('a=1', ' b = 2 ', 'c=x=y==', 'd=')).toEqual([
      ['a', '1'],
      ['b', '2'],
      ['c', 'x=y=='],
      ['d', ''],
    ]);
    expect([...read({}).cookies]).toEqual([]);
  });

  // The edge gives its verdict on the first one: CloudFront collapses duplicates to it.
  test('takes the first of two cookies by one name, as the edge does', () => {
    expect(cookiesOf('a=first', 'a=second')).toEqual([['a', 'first']]);
  });

  // A sibling domain may have planted one before or after ours.
  test('takes every refresh token, each once, and no more than three', () => {
    const tokensOf = (...values: string[]) =>
      read({ cookies: values.map((value) => `${refreshCookie}=${value}`) }).refreshTokens;
    expect(tokensOf()).toEqual([]);
    expect(tokensOf('one', 'two')).toEqual(['one', 'two']);
    expect(tokensOf('one', 'one', 'two')).toEqual(['one', 'two']);
    expect(tokensOf('', 'one')).toEqual(['one']);
    expect(tokensOf('1', '2', '3', '4')).toEqual(['1', '2', '3']);
  });

  test('passes over what is no name and value', () => {
    expect(cookiesOf('__Host-latchkeyX', 'a=1')).toEqual([['a', '1']]);
  });

  test('reads a body, plain or in base64', () => {
    expect(read({ body: 'a=1', isBase64Encoded: false }).body).toBe('a=1');
    const body = Buffer.from('ä=€').toString('base64');
    expect(read({ body, isBase64Encoded: true }).body).toBe('ä=€');
    expect(read({ isBase64Encoded: true }).body).toBe('');
  });
});

describe('a navigation', () => {
  test.each([
    [{ 'sec-fetch-mode': 'navigate' }, 'GET', true],
    [{ 'sec-fetch-mode': 'navigate' }, 'HEAD', true],
    [{ 'sec-fetch-mode': 'navigate' }, 'POST', false],
    [{ 'sec-fetch-mode': 'cors', accept: 'text/html' }, 'GET', false],
    [{ accept: 'text/html,application/xhtml+xml' }, 'GET', true],
    [{ accept: 'application/json' }, 'GET', false],
    [{ accept: '*/*' }, 'GET', false],
  ])('%j by %s: %s', (headers, method, expected) => {
    expect(isNavigation(asking(headers, method))).toBe(expected);
  });
});

describe('a prefetch', () => {
  test.each([
    [{ 'sec-purpose': 'prefetch' }, 'GET', true],
    [{ 'sec-purpose': 'prefetch;prerender' }, 'GET', true],
    [{ 'sec-purpose': 'prefetch;anonymous-client-ip' }, 'GET', true],
    [{ purpose: 'prefetch' }, 'GET', true],
    [{}, 'HEAD', true],
    [{}, 'GET', false],
    [{ 'sec-purpose': '' }, 'GET', false],
  ])('%j by %s: %s', (headers, method, expected) => {
    expect(isPrefetch(asking(headers as Record<string, string>, method))).toBe(expected);
  });
});

describe('another site', () => {
  test.each([
    [{ 'sec-fetch-site': 'cross-site' }, true],
    [{ 'sec-fetch-site': 'same-site' }, true],
    [{ 'sec-fetch-site': 'same-origin' }, false],
    [{ 'sec-fetch-site': 'none' }, false],
    [{ 'sec-fetch-site': 'same-origin', referer: 'https://other.example/' }, false],
    [{ referer: 'https://other.example/' }, true],
    [{ referer: `https://${host}.other.example/` }, true],
    [{ referer: `https://${host}/app/` }, false],
    [{ referer: 'no address' }, false],
    [{}, false],
  ])('%j: %s', (headers, expected) => {
    expect(isFromElsewhere(asking(headers as Record<string, string>))).toBe(expected);
  });
});

describe('this site', () => {
  test.each([
    ['site.example.com', 'https://site.example.com'],
    ['site.example.com:8443', 'https://site.example.com:8443'],
    ['localhost', 'http://localhost'],
    ['localhost:3000', 'http://localhost:3000'],
    ['demo.localhost:3000', 'http://demo.localhost:3000'],
    ['localhost.example.com', 'https://localhost.example.com'],
    ['notlocalhost', 'https://notlocalhost'],
    ['example.com:localhost', 'https://example.com:localhost'],
  ])('%s is %s', (name, origin) => {
    expect(siteOrigin(name)).toBe(origin);
  });
});
