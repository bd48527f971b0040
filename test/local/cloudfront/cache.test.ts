import { describe, expect, test } from '@jest/globals';
import {
  createCache,
  errorFreshFor,
  freshFor,
  mayServeStale,
} from '../../../local/cloudfront/cache.ts';
import { cachingDisabled } from '../../../local/cloudfront/policies.ts';
import { ok, start } from './support.ts';

const policy = { ...cachingDisabled, defaultTtl: 100, maxTtl: 1000 };
const answer = (status: number, headers: Record<string, string>) => ({ status, headers, body: '' });

describe('how long a success is fresh', () => {
  test.each<[Record<string, string>, number, number | undefined]>([
    [{}, 0, 100],
    [{}, 200, 200],
    [{ 'cache-control': 'max-age=30' }, 0, 30],
    [{ 'cache-control': 'max-age=30' }, 60, 60],
    [{ 'cache-control': 'max-age=5000' }, 0, 1000],
    [{ 'cache-control': 'max-age=30, s-maxage=40' }, 0, 40],
    [{ 'cache-control': 'Public, Max-Age="50"' }, 0, 50],
    [{ 'cache-control': 'max-age=nonsense' }, 0, 100],
    [{ 'cache-control': 'max-age=0' }, 0, 0],
    [{ 'cache-control': 'no-store' }, 0, undefined],
    [{ 'cache-control': 'private, max-age=60' }, 0, undefined],
    [{ 'cache-control': 'no-cache' }, 0, 0],
    [{ 'cache-control': 'no-store' }, 60, 60],
    [{ 'cache-control': 'private' }, 60, 60],
    [{ 'cache-control': 'no-cache' }, 60, 60],
    [{ expires: new Date(start + 70_000).toUTCString() }, 0, 70],
    [{ expires: '0' }, 0, 0],
    [{ expires: new Date(start + 70_000).toUTCString(), 'cache-control': 'max-age=5' }, 0, 5],
    [{ vary: '*' }, 0, undefined],
  ])('%j with a minimum of %i: %s', (headers, minTtl, seconds) => {
    expect(freshFor(answer(200, headers), { ...policy, minTtl }, start)).toBe(seconds);
  });

  test('not at all without caching, or with a status that is not stored', () => {
    expect(freshFor(answer(200, {}), cachingDisabled, start)).toBeUndefined();
    expect(freshFor(answer(206, {}), policy, start)).toBeUndefined();
    expect(freshFor(answer(302, {}), policy, start)).toBe(100);
  });
});

describe('how long an error is kept', () => {
  test.each<[number, Record<string, string>, number, number | undefined]>([
    [404, {}, 10, 10],
    [500, {}, 10, 10],
    [503, {}, 0, undefined],
    [404, { 'cache-control': 'max-age=60' }, 10, 60],
    [404, { 'cache-control': 'max-age=1' }, 10, 10],
    [404, { 'cache-control': 'no-store' }, 10, undefined],
    [503, { 'cache-control': 'no-store' }, 10, 10],
    [503, { 'cache-control': 'private, no-store' }, 0, undefined],
    [403, {}, 10, undefined],
    [403, { 'cache-control': 'max-age=60' }, 10, 60],
    [401, { 'cache-control': 'max-age=60' }, 10, undefined],
    [416, {}, 10, undefined],
  ])('%i with %j and a minimum of %i: %s', (status, headers, minTtl, seconds) => {
    expect(errorFreshFor(answer(status, headers), minTtl, start)).toBe(seconds);
  });
});

test.each([
  ['max-age=1', true],
  ['no-cache', false],
  ['max-age=1, must-revalidate', false],
  ['s-maxage=0', false],
])('stale with %s: %s', (value, expected) => {
  expect(mayServeStale(answer(200, { 'cache-control': value }))).toBe(expected);
});

test('a full cache forgets what was stored first', () => {
  const cache = createCache(() => start, 2);
  for (const key of ['a', 'b', 'c']) cache.put(key, ok, 1);
  expect(['a', 'b', 'c'].map((key) => cache.get(key) !== undefined)).toEqual([false, true, true]);
  cache.clear();
  expect(cache.get('c')).toBeUndefined();
});
