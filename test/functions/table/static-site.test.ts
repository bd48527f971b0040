import { describe, expect, test } from '@jest/globals';
import { describeEngines } from '../../engine/engines.ts';
import { fetching, gate, navigate, type Asking } from '../support.ts';

describeEngines('index document', ({ run }) => {
  const ask = gate(run);

  test.each<[string, string, Asking]>([
    ['/', '/index.html', {}],
    ['/app/', '/app/index.html', { as: {} }],
    ['/app/a%20b/', '/app/a%20b/index.html', { as: {}, method: 'HEAD' }],
    ['/app/a', '/app/a', { as: {} }],
    ['/app/', '/app/', { as: {}, method: 'POST' }],
    ['/users/user-1/', '/users/user-1/index.html', { as: {} }],
  ])('%s is served as %s', async (uri, served, asking) => {
    expect(await ask(uri, asking)).toMatchObject({ status: 'passed', uri: served });
  });

  test('another name, or none', async () => {
    const named = await gate(run, { indexDocument: 'home.htm' })('/app/', { as: {} });
    expect(named.uri).toBe('/app/home.htm');
    const none = await gate(run, { indexDocument: null })('/app/', { as: {} });
    expect(none.uri).toBe('/app/');
  });

  test('a pattern that ends in / covers its index document too', async () => {
    const rules = [
      { path: '/docs/', allow: 'public' },
      { path: '/team/', allow: { groups: ['team'] } },
    ] as const;
    const open = gate(run, { rules });
    expect(await open('/docs/')).toMatchObject({ status: 'passed', uri: '/docs/index.html' });
    expect(await open('/docs/index.html')).toMatchObject({ status: 'passed' });
    expect(await open('/docs/other.html')).toMatchObject({ status: 401 });
    expect(await open('/team/index.html', { as: {} })).toMatchObject({ status: 403 });
  });

  test('both the path asked and the one served must let the request in', async () => {
    const ask = gate(run, {
      rules: [
        { path: '*/index.html', allow: { groups: ['staff'] } },
        { path: '/open/', allow: 'public' },
        { path: '/shut/', allow: { groups: ['admins'] } },
      ],
    });
    expect(await ask('/open/')).toMatchObject({ status: 401 });
    expect(await ask('/open/', { as: {} })).toMatchObject({ status: 403 });
    expect(await ask('/open/', { as: { groups: ['staff'] } })).toMatchObject({ status: 'passed' });
    expect(await ask('/shut/', { as: { groups: ['staff'] } })).toMatchObject({ status: 403 });
    expect(await ask('/shut/', { as: { groups: ['admins'] } })).toMatchObject({ status: 403 });
    expect(await ask('/shut/', { as: { groups: ['admins', 'staff'] } })).toMatchObject({
      status: 'passed',
      uri: '/shut/index.html',
    });
  });
});

describeEngines('an index document with a rule of its own, below an owner', ({ run }) => {
  const ask = gate(run, {
    rules: [
      { path: '/users/*/index.html', allow: { groups: ['staff'] } },
      { path: '/users/{sub}/*', allow: 'owner' },
    ],
  });

  test.each<[string, NonNullable<Asking['as']>, object]>([
    ['/users/user-1/', { groups: ['staff'] }, { status: 'passed' }],
    ['/users/user-1/', {}, { status: 403, json: { reason: 'group' } }],
    ['/users/user-2/', { groups: ['staff'] }, { status: 403, json: { reason: 'owner' } }],
    ['/users/.*/', { groups: ['staff'] }, { status: 403, json: { reason: 'owner' } }],
    ['/users/%5B%5E/', { groups: ['staff'] }, { status: 403, json: { reason: 'owner' } }],
  ])('%s as %j', async (uri, as, expected) => {
    expect(await ask(uri, { as })).toMatchObject(expected);
  });
});

describeEngines('single-page fallback', ({ run }) => {
  const ask = gate(run, {
    spaFallback: '/app.html',
    rules: [
      { path: '/app.html', allow: 'public' },
      { path: '/open/*', allow: 'public' },
      { path: '/admin/*', allow: { groups: ['admins'] } },
    ],
  });

  test.each<[string, string, string, Asking]>([
    ['a navigation', '/open/a', '/app.html', { headers: navigate }],
    ['a navigation by HEAD', '/open/a', '/app.html', { headers: navigate, method: 'HEAD' }],
    ['a dot in an earlier segment', '/open/v1.2/a', '/app.html', { headers: navigate }],
    ['a file', '/open/a.js', '/open/a.js', { headers: navigate }],
    ['a file with an encoded dot', '/open/a%2Ejs', '/open/a%2Ejs', { headers: navigate }],
    ['a fetch', '/open/a', '/open/a', { headers: fetching }],
    ['a POST', '/open/a', '/open/a', { headers: navigate, method: 'POST' }],
    ['a guarded path', '/any/path', '/app.html', { headers: navigate, as: {} }],
  ])('%s', async (_name, uri, served, asking) => {
    expect(await ask(uri, asking)).toMatchObject({ status: 'passed', uri: served });
  });

  test('both must let in: a public page does not open a guarded path', async () => {
    expect(await ask('/admin/a', { headers: navigate })).toMatchObject({ status: 302 });
    expect(await ask('/admin/a', { headers: navigate, as: {} })).toMatchObject({ status: 403 });
  });

  test('both must let in: a public path does not open a guarded page', async () => {
    const guarded = gate(run, {
      spaFallback: '/inner/app.html',
      rules: [
        { path: '/inner/*', allow: { groups: ['staff'] } },
        { path: '*', allow: 'public' },
      ],
    });
    expect(await guarded('/a', { headers: navigate })).toMatchObject({ status: 302 });
    expect(await guarded('/a', { headers: navigate, as: {} })).toMatchObject({ status: 403 });
    const met = await guarded('/a', { headers: navigate, as: { groups: ['staff'] } });
    expect(met).toMatchObject({ status: 'passed', uri: '/inner/app.html' });
    expect(await guarded('/a.js')).toMatchObject({ status: 'passed' });
  });

  describe('the token exchange', () => {
    test('is left alone', async () => {
      const met = await ask('/_auth/login', { headers: navigate });
      expect(met).toMatchObject({ status: 'passed', uri: '/_auth/login' });
    });
  });
});
