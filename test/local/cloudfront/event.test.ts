import { describe, expect, test } from '@jest/globals';
import { eventRequest, eventResponse, readViewerRequest } from '../../../local/cloudfront/event.ts';

function read(url: string, headers: Record<string, string> = {}) {
  return readViewerRequest({ method: 'GET', url, headers, body: Buffer.alloc(0) });
}
const eventOf = (url: string, headers?: Record<string, string>) => eventRequest(read(url, headers));

describe('the request of an event', () => {
  test.each(['/a/../b', '/a//b', '/%2e%2e/%41', '/a%zz', '//host/x', '/a;b=c', '/a:b@c'])(
    'the uri %s is as sent',
    (url) => {
      expect(eventOf(`${url}?q=1`).uri).toBe(url);
    },
  );

  test('query values are as sent, repeated names collapse', () => {
    expect(eventOf('/?a=1%20&b&a=2&c==x&a=').querystring).toEqual({
      a: { value: '1%20', multiValue: [{ value: '1%20' }, { value: '2' }, { value: '' }] },
      b: { value: '' },
      c: { value: '=x' },
    });
    expect(eventOf('/').querystring).toEqual({});
    expect(eventOf('/?').querystring).toEqual({});
  });

  test('a cookie has the name that it was sent with', () => {
    const { cookies } = eventOf('/', { host: 'h', cookie: 'a=1; \t\u2000b=2' });
    expect(Object.keys(cookies)).toEqual(['a', '\u2000b']);
  });

  test('cookies are apart from headers', () => {
    const event = eventOf('/', { host: 'h', cookie: 'a=1; b="x=y"; a=2;c; =v' });
    expect(event.headers).toEqual({ host: { value: 'h' } });
    expect(event.cookies).toEqual({
      a: { value: '1', multiValue: [{ value: '1' }, { value: '2' }] },
      b: { value: '"x=y"' },
      c: { value: '' },
      '': { value: 'v' },
    });
  });

  test('names of Object.prototype are names like any other', () => {
    const event = eventOf('/?__proto__=1&constructor=2', { cookie: '__proto__=3' });
    expect(JSON.parse(JSON.stringify(event.querystring)) as unknown).toHaveProperty(
      ['constructor', 'value'],
      '2',
    );
    expect(Object.keys(event.querystring)).toEqual(['__proto__', 'constructor']);
    expect(Object.keys(event.cookies)).toEqual(['__proto__']);
  });

  test.each(['x-forwarded-proto', 'x-real-ip', 'x-edge-a', 'x-amz-cf-id', 'connection', 'x-cache'])(
    'the viewer header %s is not shown',
    (name) => {
      expect(eventOf('/', { [name]: 'x', other: 'y' }).headers).toEqual({ other: { value: 'y' } });
    },
  );
});

describe('limits', () => {
  test('a URL of 8192 characters passes and one more does not', () => {
    expect(read(`/${'a'.repeat(8191)}`).uri).toHaveLength(8192);
    expect(() => read(`/?${'a'.repeat(8191)}`)).toThrow(expect.objectContaining({ status: 413 }));
  });

  test('request line and headers may have 32 KB', () => {
    expect(read('/', { cookie: 'a'.repeat(32_000) }).cookie).toHaveLength(32_000);
    expect(() => read('/', { cookie: 'a'.repeat(32_768) })).toThrow(
      expect.objectContaining({ status: 413 }),
    );
  });

  test.each(['*', 'http://host/', ''])('the target %j is no path', (url) => {
    expect(() => read(url)).toThrow(expect.objectContaining({ status: 400 }));
  });
});

test('the response of an event has cookies and their attributes', () => {
  const headers = {
    vary: ['a', 'b'],
    'x-amz-cf-id': 'x',
    'set-cookie': ['s=1; Secure; Path=/', 's=2', 't=a=b'],
  };
  expect(eventResponse({ status: 200, headers, body: '' }, 'OK')).toEqual({
    statusCode: 200,
    statusDescription: 'OK',
    headers: { vary: { value: 'a', multiValue: [{ value: 'a' }, { value: 'b' }] } },
    cookies: {
      s: {
        value: '1',
        attributes: 'Secure; Path=/',
        multiValue: [
          { value: '1', attributes: 'Secure; Path=/' },
          { value: '2', attributes: '' },
        ],
      },
      t: { value: 'a=b', attributes: '' },
    },
  });
});
