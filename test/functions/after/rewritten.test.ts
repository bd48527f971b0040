import { describe, expect, test } from '@jest/globals';
import { describeEngines } from '../../engine/engines.ts';
import { fetching, gate, navigate, sessionToken, type Asking, type Met } from '../support.ts';
import { own, rewriteTo } from './own.ts';

describeEngines('a path that afterAuthorize chooses', ({ run }) => {
  const rewritten = (to: string, uri: string, asking: Asking = {}) =>
    gate(run, {}, rewriteTo(to))(uri, asking);
  const member = { groups: ['admins'] };

  test('is served, with the rest as it was set', async () => {
    const code = own(
      "request.uri = '/app/b'; request.headers['x-own'] = { value: '1' };" +
        "request.querystring = { q: { value: '2' } }; return request;",
    );
    const met = await gate(run, {}, code)('/app/a', { as: {}, headers: { accept: '*/*' } });
    expect(met).toMatchObject({ status: 'passed', uri: '/app/b' });
    expect(met.headers).toEqual({ host: 'site.example', accept: '*/*', 'x-own': '1' });
  });

  test('is what the origin gets: no index document is added', async () => {
    expect(await rewritten('/app/b/', '/app/a', { as: {} })).toMatchObject({ uri: '/app/b/' });
  });

  const judged: [to: string, from: string, Asking, status: Met['status'], reason?: string][] = [
    ['/', '/', {}, 'passed'],
    ['/index.html', '/', {}, 'passed'],
    ['/', '/app/a', { as: {} }, 'passed'],
    // From where nobody has to sign in to where somebody has.
    ['/app/b', '/', {}, 401, 'none'],
    ['/app/b', '/', { as: {} }, 401, 'none'],
    ['/app/b', '/', { method: 'HEAD' }, 401, 'none'],
    ['/app/b', '/', { method: 'POST' }, 401, 'none'],
    ['/app/b', '/index.html', { as: {} }, 401, 'none'],
    ['/admin/b', '/', { as: member }, 401, 'none'],
    ['/users/user-1/b', '/', { as: {} }, 401, 'none'],
    ['/nothing/matches', '/', {}, 401, 'none'],
    ['/%61pp/b', '/', {}, 401, 'none'],
    // The same session has to do.
    ['/admin/b', '/app/a', { as: {} }, 403, 'group'],
    ['/%61dmin/b', '/app/a', { as: {} }, 403, 'group'],
    ['/admin/b', '/app/a', { as: member }, 'passed'],
    ['/users/user-2/b', '/app/a', { as: {} }, 403, 'owner'],
    ['/users/user-1/b', '/app/a', { as: {} }, 'passed'],
    ['/app/b', '/admin/a', { as: member }, 'passed'],
    ['/nothing/matches', '/app/a', { as: {} }, 'passed'],
    // Nobody gets to the token exchange but by asking for it.
    ['/_auth/login', '/app/a', { as: {} }, 404, 'nowhere'],
    ['/_auth/login', '/', {}, 404, 'nowhere'],
    ['/%5Fauth/token', '/app/a', { as: {}, method: 'POST' }, 404, 'nowhere'],
    ['/_auth/x', '/', {}, 404, 'nowhere'],
  ];
  for (const [to, from, asking, status, reason] of judged) {
    test(`${to}, from ${from} ${JSON.stringify(asking)}: ${reason ?? status}`, async () => {
      const met = await rewritten(to, from, asking);
      expect(met).toMatchObject({ status, ...(reason !== undefined && { json: { reason } }) });
      if (status === 'passed') expect(met.uri).toBe(to);
    });
  }

  test('to people: a sign-in that leads to where nothing has to be chosen again', async () => {
    const met = await rewritten('/app/b', '/', { headers: navigate });
    expect(met).toMatchObject({ status: 302 });
    expect(met.headers['location']).toBe('/_auth/login?return_to=%2Fapp%2Fb');
  });

  test.each([
    ...['', 'admin/b', '*', 'https://elsewhere.example/', '//elsewhere.example/', '/app//b'],
    ...['/app/../admin/b', '/app/%2e%2e/admin/b', '/app/..', '/./app', '/app%2Fb', '/app%2fb'],
    ...['/app\\b', '/app%5Cb', '/app%00', '/app\0', '/app%', '/app%zz', '/app%C3', '/%2561pp/b'],
    ...['/app/b?x=1', '/open?', '/app/b#x', '/app/a b', '/app/b\n', '/app/b\r\nx: y', '/app/\t'],
    ...['/app/b;x', '/app/a+b', '/app/é', '/app/\u2028', '/app/\x7f'],
  ])('%j is refused, whoever asks', async (to) => {
    for (const [from, as] of [['/'], ['/index.html'], ['/app/a', {}]] as const) {
      const met = await rewritten(to, from, { headers: fetching, ...(as && { as }) });
      expect(met).toMatchObject({ status: 400, json: { reason: 'path' } });
    }
  });

  test('a query in it does not hide which path it is', async () => {
    const rules = [
      { path: '/open/secret', allow: { groups: ['admins'] } },
      { path: '/open/*', allow: 'public' },
    ] as const;
    const code = own("request.uri = '/open/' + request.querystring.to.value; return request;");
    const ask = gate(run, { rules }, code);
    const to = (value: string) => ask('/open/a', { query: { to: { value } } });
    expect(await to('b')).toMatchObject({ status: 'passed', uri: '/open/b' });
    expect(await to('secret')).toMatchObject({ status: 401 });
    for (const value of [
      'secret?',
      'secret?x',
      'secret#',
      './secret',
      '%2e/secret',
      'x/../secret',
    ]) {
      expect(await to(value)).toMatchObject({ status: 400 });
    }
  });

  test('without strictPaths what only some read differently is served', async () => {
    const ask = gate(run, { strictPaths: false }, rewriteTo('/app/a+b;c'));
    expect(await ask('/app/a', { as: {} })).toMatchObject({ status: 'passed', uri: '/app/a+b;c' });
  });

  test.each(['5', 'null', 'undefined', '{}', '[]', 'true'])('%s is no path', async (value) => {
    const ask = gate(run, {}, own(`request.uri = ${value}; return request;`));
    expect(await ask('/')).toMatchObject({ status: 503 });
    expect(await ask('/app/a', { as: {} })).toMatchObject({ status: 503 });
  });

  test('a bearer session is judged the same', async () => {
    const headers = { authorization: `Bearer ${sessionToken()}` };
    const bearer = (to: string) =>
      gate(run, { bearer: true }, rewriteTo(to))('/app/a', { headers });
    expect(await bearer('/admin/b')).toMatchObject({ status: 403 });
    expect(await bearer('/app/b')).toMatchObject({ status: 'passed', uri: '/app/b' });
  });
});

describeEngines('who asks is for the edge alone to say', ({ run }) => {
  const spoof = own(
    "var names = ['x-latchkey-sub', 'X-Latchkey-Groups', 'x_latchkey_sid', 'x-latchkey-verdict'];" +
      "for (var i = 0; i < names.length; i++) request.headers[names[i]] = { value: 'made-up' };" +
      'return request;',
  );

  describe.each([true, false])('identityHeaders %s', (identityHeaders) => {
    test.each([
      ['on a public path', '/'],
      ['with a session', '/app/a'],
    ])('%s', async (_name, uri) => {
      const met = await gate(run, { identityHeaders }, spoof)(uri, { as: {} });
      const isTold = identityHeaders && uri === '/app/a';
      expect(met.headers).toEqual({
        host: 'site.example',
        ...(isTold && {
          'x-latchkey-sub': 'user-1',
          'x-latchkey-groups': '',
          'x-latchkey-sid': 'QUJDREVGR0hJSktM',
        }),
      });
    });
  });
});
