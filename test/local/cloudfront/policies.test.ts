import { describe, expect, test } from '@jest/globals';
import {
  cacheKey,
  cachingDisabled,
  forward,
  type CachePolicy,
} from '../../../local/cloudfront/policies.ts';
import { readViewerRequest } from '../../../local/cloudfront/event.ts';

const request = (url: string, headers: Record<string, string> = {}) =>
  readViewerRequest({ method: 'GET', url, headers, body: Buffer.alloc(0) });

const base = request('/a?x=1&y=2&x=3', {
  host: 'www',
  accept: 'a',
  'user-agent': 'browser',
  'content-type': 't',
  range: 'bytes=0-1',
  cookie: 'a=1; b=2',
});
const policy = (parts: Partial<CachePolicy>): CachePolicy => ({ ...cachingDisabled, ...parts });

describe('the cache key', () => {
  test.each<[string, Partial<CachePolicy>, ReturnType<typeof request>, boolean]>([
    ['query ignored', {}, request('/a?other'), true],
    ['another path', {}, request('/b'), false],
    ['path in another spelling', {}, request('/%61'), false],
    ['chosen query', { queryStrings: ['y'] }, request('/a?y=2&x=9'), true],
    ['chosen query differs', { queryStrings: ['x'] }, request('/a?x=1'), false],
    ['all of the query', { queryStrings: 'all' }, request('/a?x=1&y=2'), false],
    ['cookies ignored', {}, request('/a', { cookie: 'z=1' }), true],
    ['chosen cookie', { cookies: ['b'] }, request('/a', { cookie: 'b=2; z=1' }), true],
    ['chosen cookie differs', { cookies: ['b'] }, request('/a', { cookie: 'b=3' }), false],
    ['chosen header', { headers: ['accept'] }, request('/a', { accept: 'a' }), true],
    ['chosen header missing', { headers: ['accept'] }, request('/a'), false],
  ])('%s', (_, parts, other, same) => {
    const of = (one: typeof base) => cacheKey(one, policy(parts));
    expect(of(other) === of(base)).toBe(same);
  });
});

describe('what the origin sees', () => {
  test('none: key parts and what always goes', () => {
    expect(
      forward(base, policy({ headers: ['accept'], cookies: ['b'], queryStrings: ['y'] }), 'none'),
    ).toEqual({
      query: 'y=2',
      cookie: 'b=2',
      headers: { accept: 'a', 'content-type': 't', range: 'bytes=0-1' },
      viewerHost: false,
      cookiesPass: true,
    });
    expect(forward(base, cachingDisabled, 'none')).toMatchObject({
      query: undefined,
      cookie: undefined,
      cookiesPass: false,
    });
  });

  test.each([
    ['allViewer', true],
    ['allViewerExceptHostHeader', false],
  ] as const)('%s: everything', (name, viewerHost) => {
    const seen = forward(base, cachingDisabled, name);
    expect(seen).toMatchObject({ query: 'x=1&y=2&x=3', cookie: 'a=1; b=2', viewerHost });
    expect(seen.headers).toMatchObject({ accept: 'a', 'user-agent': 'browser' });
  });

  test('a policy of its own adds to the key parts', () => {
    const own = { queryStrings: ['y'], headers: ['host'], cookies: 'none' } as const;
    expect(forward(base, policy({ queryStrings: ['x'] }), own)).toMatchObject({
      query: 'x=1&y=2&x=3',
      cookie: undefined,
      viewerHost: true,
    });
  });
});
