import { expect, test } from '@jest/globals';
import { matchesPathPattern, normalizePath } from '../../../local/cloudfront/path-pattern.ts';

test.each([
  ['*', '/', true],
  ['*', '/a/b', true],
  ['/_auth/*', '/_auth/', true],
  ['/_auth/*', '/_auth/x/y', true],
  ['/_auth/*', '/_auth', false],
  ['_auth/*', '/_auth/x', true],
  ['/_auth/*', '/x/_auth/y', false],
  ['*.jpg', '/a/b.jpg', true],
  ['*.jpg', '/a/b.JPG', false],
  ['*.jpg', '/a/bxjpg', false],
  ['/a?c', '/abc', true],
  ['/a?c', '/ac', false],
  ['/a?c', '/a/c', true],
  ['/a*/b', '/a1/2/b', true],
  ['/a', '/a/', false],
  ['/a+(b)$', '/a+(b)$', true],
  ['/a*', '/a\nb', true],
])('%s covers %j: %s', (pattern, path, expected) => {
  expect(matchesPathPattern(pattern, path)).toBe(expected);
});

test.each([
  ['/a/b', '/a/b'],
  ['/a/./b', '/a/b'],
  ['/a/../b', '/b'],
  ['/../../b', '/b'],
  ['/a/b/..', '/a/'],
  ['/a/.', '/a/'],
  ['/a//b', '/a/b'],
  ['//_auth/x', '/_auth/x'],
  ['/%5Fauth/login', '/_auth/login'],
  ['/a/%2e%2E/_auth/x', '/_auth/x'],
  ['/%2f', '/%2F'],
  ['/%zz%', '/%zz%'],
  ['/a..b/...', '/a..b/...'],
])('%s is matched as %s', (path, normal) => {
  expect(normalizePath(path)).toBe(normal);
});
