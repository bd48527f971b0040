import { describe, expect, test } from '@jest/globals';
import { applyRequest } from '../../../local/cloudfront/apply-request.ts';
import {
  eventRequest,
  readViewerRequest,
  type EventRequest,
} from '../../../local/cloudfront/event.ts';

const sent = readViewerRequest({
  method: 'GET',
  url: '/a?x=1&y&x=2',
  headers: { host: 'h', via: '1.1 proxy', accept: '*/*', cookie: 'a=1;b=2; a=3' },
  body: Buffer.alloc(0),
});

type Loose = Record<string, unknown>;

/** Applies what a function makes of the event's request. */
function apply(change: (request: EventRequest & Loose) => unknown) {
  const request = JSON.parse(JSON.stringify(eventRequest(sent))) as EventRequest & Loose;
  return applyRequest(sent, change(request) ?? request);
}

function reasonFor(change: (request: EventRequest & Loose) => unknown): string {
  try {
    apply(change);
  } catch (error) {
    const { code, status, message } = error as { code: string; status: number; message: string };
    expect({ code, status }).toEqual({ code: 'FunctionValidationError', status: 502 });
    return message;
  }
  return 'accepted';
}

describe('what a function may change', () => {
  test('nothing changed: everything goes on as sent', () => {
    expect(apply(() => undefined)).toEqual(sent);
  });

  test('the uri', () => {
    expect(apply((r) => void (r.uri = '/b/%20')).uri).toBe('/b/%20');
  });

  test('the query string, written anew', () => {
    expect(apply((r) => void delete r.querystring['y']).query).toBe('x=1&x=2');
    expect(apply((r) => void (r.querystring = { z: { value: '%20' } })).query).toBe('z=%20');
    expect(apply((r) => void (r.querystring = {})).query).toBeUndefined();
  });

  test('cookies, written anew', () => {
    expect(apply((r) => void delete r.cookies['b']).cookie).toBe('a=1; a=3');
    expect(apply((r) => void (r.cookies = {})).cookie).toBeUndefined();
  });

  test('headers', () => {
    const { headers } = apply((r) => {
      delete r.headers['accept'];
      r.headers['x-new'] = { value: 'v' };
      r.headers['x-many'] = { value: 'ignored', multiValue: [{ value: '1' }, { value: '2' }] };
    });
    expect(headers).toEqual({ host: 'h', via: '1.1 proxy', 'x-new': 'v', 'x-many': '1, 2' });
  });

  test('a changed multiValue wins; else a changed value replaces the first', () => {
    const both = (r: EventRequest) => {
      r.querystring['x'] = { value: '9', multiValue: [{ value: '7' }] };
    };
    expect(apply((r) => void both(r)).query).toBe('x=7&y=');
    expect(apply((r) => void (r.querystring['x']!.value = '9')).query).toBe('x=9&x=2&y=');
  });
});

describe('what it may not', () => {
  test.each<[string, (request: EventRequest & Loose) => unknown, RegExp]>([
    ['another method', (r) => void (r.method = 'POST'), /method is read-only/],
    ['no method', (r) => void delete (r as Loose)['method'], /method is read-only/],
    ['a relative uri', (r) => void (r.uri = 'a'), /begin with \//],
    ['a uri that is none', (r) => void (r['uri'] = 5 as never), /begin with \//],
    ['a query in the uri', (r) => void (r.uri = '/a?b'), /query string/],
    ['a space in the uri', (r) => void (r.uri = '/a b'), /space/],
    ['a fragment in the query', (r) => void (r.querystring = { a: { value: '#' } }), /space/],
    ['a long uri', (r) => void (r.uri = `/${'a'.repeat(8192)}`), /longer than 8192/],
    ['a cookie header', (r) => void (r.headers['cookie'] = { value: 'a=1' }), /given as cookies/],
    ['an upper-case header', (r) => void (r.headers['X-A'] = { value: '' }), /lower case/],
    ['a broken header name', (r) => void (r.headers['x a'] = { value: '' }), /forbidden character/],
    ['a line break', (r) => void (r.headers['x'] = { value: 'a\nb' }), /control character/],
    ['a break in a cookie', (r) => void (r.cookies = { a: { value: '\r' } }), /control character/],
    ['a bare string', (r) => void ((r.headers as Loose)['x'] = 'v'), /must be {value: string}/],
    ['a number', (r) => void ((r.headers as Loose)['x'] = { value: 1 }), /must have a string/],
    [
      'an odd multiValue',
      (r) => void ((r.headers as Loose)['x'] = { value: '', multiValue: 'a' }),
      /array/,
    ],
    [
      'an odd item',
      (r) => void ((r.headers as Loose)['x'] = { value: '', multiValue: ['a'] }),
      /string/,
    ],
    ['no headers', (r) => void delete (r as Loose)['headers'], /headers must be an object/],
    [
      'no querystring',
      (r) => void delete (r as Loose)['querystring'],
      /querystring must be an object/,
    ],
    ['no cookies', (r) => void delete (r as Loose)['cookies'], /cookies must be an object/],
    ['a list', () => [], /neither request nor response/],
    ['text', () => 'request', /neither request nor response/],
  ])('%s', (_, change, reason) => {
    expect(reasonFor(change)).toMatch(reason);
  });

  test('nothing', () => {
    expect(() => applyRequest(sent, undefined)).toThrow('neither request nor response');
    expect(() => applyRequest(sent, null)).toThrow('neither request nor response');
  });

  test.each(['cdn-loop', 'content-length', 'transfer-encoding'])('adding %s', (name) => {
    expect(reasonFor((r) => void (r.headers[name] = { value: '1' }))).toMatch(/read-only/);
  });

  test.each(['host', 'via'])('changing or deleting %s', (name) => {
    expect(reasonFor((r) => void (r.headers[name] = { value: 'other' }))).toMatch(/read-only/);
    expect(reasonFor((r) => void delete r.headers[name])).toMatch(/read-only/);
  });

  test.each([
    ...['connection', 'expect', 'keep-alive', 'proxy-authenticate', 'proxy-authorization'],
    ...['proxy-connection', 'trailer', 'upgrade', 'x-accel-buffering', 'x-accel-redirect'],
    ...['x-amz-cf-id', 'x-amz-cf-anything', 'x-amzn-requestid', 'x-amzn-anything', 'x-cache'],
    ...['x-edge-location', 'x-forwarded-proto', 'x-real-ip'],
  ])('adding %s', (name) => {
    expect(reasonFor((r) => void (r.headers[name] = { value: 'v' }))).toMatch(/add or change/);
  });

  test('reasons hold no values', () => {
    expect(reasonFor((r) => void (r.headers['x-cache'] = { value: 'secret' }))).not.toContain(
      'secret',
    );
  });
});
