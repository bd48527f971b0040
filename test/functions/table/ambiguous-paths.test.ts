import { describe, expect, test } from '@jest/globals';
import { describeEngines } from '../../engine/engines.ts';
import { askAll, gate, navigate } from '../support.ts';

const always = [
  ['a . segment', ['/./a', '/app/./a', '/app/.', '/app/%2e/a', '/app/%2E']],
  ['a .. segment', ['/../a', '/app/../a', '/app/..', '/app/%2e%2e/a', '/app/.%2E', '/app/%2e.']],
  ['//', ['//', '//evil.example', '/app//a', '/app//']],
  ['a backslash', ['/\\evil.example', '/app\\a', '/app/..\\a']],
  ['an encoded /', ['/app%2fa', '/app%2Fa', '/%2f', '/app/%2e%2e%2fa']],
  ['an encoded \\', ['/app%5ca', '/%5Cevil.example']],
  ['an encoded NUL', ['/app%00', '/app/a%00.html']],
  [
    'broken percent escapes',
    [
      '/%',
      '/a%2',
      '/a%zz',
      '/a%%41',
      '/%ff',
      '/%c3',
      '/%C0%AF',
      '/%E0%80%AF',
      '/%ED%A0%80',
      '/%F5%80%80%80',
      '/%C3%28',
    ],
  ],
  ['nothing at all', ['']],
] as const;

const strictOnly = [
  ['a ;', ['/app/a;b', '/app;x=1/a', '/app/..;/a', '/app/a%3Bb', '/;']],
  ['a raw +', ['/app/a+b', '/+']],
  ['what looks encoded after decoding', ['/app/%252e%252e/a', '/a%252fb', '/a%2541', '/100%25ab']],
] as const;

const harmless = [
  '/app/a%20b',
  '/app/.well-known/a',
  '/app/..a/b',
  '/app/a../b',
  '/app/...',
  '/app/a.b.c',
  '/app/a%2Bb',
  '/app/100%25',
  '/app/100%25/x',
  "/app/~a!$&'()*,=:@",
  '/app/%C3%AB/%E9%8D%B5/%F0%9F%94%91',
];

describeEngines('a path whose meaning an origin might read differently', ({ run }) => {
  async function statuses(paths: readonly string[], strictPaths: boolean) {
    const requests = paths.map((uri) => [uri, { as: {} }] as const);
    const met = await askAll(run, requests, { strictPaths });
    return met.map(({ status, json, reads }, i) => [paths[i], status, json.reason, reads.length]);
  }
  const refused = (paths: readonly string[]) => paths.map((uri) => [uri, 400, 'path', 0]);
  const passed = (paths: readonly string[]) => paths.map((uri) => [uri, 'passed', undefined, 1]);

  test.each(always)('%s: 400, strict or not, without a read', async (_name, paths) => {
    expect(await statuses(paths, true)).toEqual(refused(paths));
    expect(await statuses(paths, false)).toEqual(refused(paths));
  });

  test.each(strictOnly)('%s: 400 under strictPaths alone', async (_name, paths) => {
    expect(await statuses(paths, true)).toEqual(refused(paths));
    expect(await statuses(paths, false)).toEqual(passed(paths));
  });

  test('what every origin reads the same passes', async () => {
    expect(await statuses(harmless, true)).toEqual(passed(harmless));
  });

  test('it is no way around the token exchange or a public rule', async () => {
    const rules = [{ path: '/open/*', allow: 'public' }] as const;
    const ask = gate(run, { rules, strictPaths: false });
    for (const uri of [
      '/open/../app/a',
      '/open/%2e%2e/app/a',
      '/open/..%2fapp',
      '/x/../_auth/login',
    ]) {
      expect(await ask(uri)).toMatchObject({ status: 400 });
    }
  });

  describe('the answer', () => {
    test('is a page for a person', async () => {
      const met = await gate(run)('/app//a', { headers: navigate });
      expect(met).toMatchObject({
        status: 400,
        headers: { 'content-type': 'text/html', 'cache-control': 'no-store' },
      });
      expect(met.body).toMatch(/href="?\/["> ]/);
    });

    test('is JSON for a program', async () => {
      const met = await gate(run)('/app//a');
      expect(met.headers['content-type']).toBe('application/json');
      expect(met.json).toMatchObject({ error: 'invalid_request', reason: 'path' });
    });
  });
});
