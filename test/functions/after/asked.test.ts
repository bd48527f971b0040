import { describe, expect, test } from '@jest/globals';
import { describeEngines } from '../../engine/engines.ts';
import {
  clock,
  gate,
  navigate,
  sessionCookie,
  sessionToken,
  type Asking,
  type Met,
} from '../support.ts';
import { leaveMark, mark, own, showAll } from './own.ts';

interface Seen {
  readonly uri: string;
  readonly headers: Readonly<Record<string, { readonly value: string }>>;
  readonly cookies: object;
}

const seenBy = ({ body }: Met) => JSON.parse(body) as [request: Seen, session: unknown];

describeEngines('afterAuthorize is asked', ({ run }) => {
  test.each<[string, string, Asking]>([
    ['a public page', '/', {}],
    ['a public page, signed in', '/', { as: {} }],
    ['a public page by POST', '/', { method: 'POST' }],
    ['a public page by HEAD', '/', { method: 'HEAD' }],
    ['a public path by its index', '/index.html', {}],
  ])('%s: session is null, and the store is not read', async (_name, uri, asking) => {
    const met = await gate(run, {}, showAll)(uri, asking);
    expect(met).toMatchObject({ status: 200, reads: [] });
    expect(seenBy(met)[1]).toBeNull();
  });

  test('who asks, by the names that the groups have', async () => {
    const ask = gate(run, {}, showAll);
    const someone = await ask('/app/a', { as: { groups: ['a,b c', 'admins', 'é~'] } });
    expect(seenBy(someone)[1]).toEqual({
      sub: 'user-1',
      groups: ['a,b c', 'admins', 'é~'],
      sid: 'QUJDREVGR0hJSktM',
    });
    const inNone = await ask('/app/a', { as: {} });
    expect(seenBy(inNone)[1]).toMatchObject({ groups: [] });
  });

  test('after index document and single page: it sees what would be served', async () => {
    const index = await gate(run, {}, showAll)('/app/', { as: {} });
    expect(seenBy(index)[0].uri).toBe('/app/index.html');
    const page = await gate(
      run,
      { spaFallback: '/app.html' },
      showAll,
    )('/app/a', {
      as: {},
      headers: navigate,
    });
    expect(seenBy(page)[0].uri).toBe('/app.html');
  });

  test('once, also where it throws', async () => {
    const code = own("console.log('asked'); if (session) throw session; return request;");
    const ask = gate(run, {}, code);
    expect(await ask('/')).toMatchObject({ status: 'passed', logs: ['asked'] });
    expect(await ask('/app/a', { as: {} })).toMatchObject({ status: 503, logs: ['asked'] });
  });

  test("with the engine's crypto", async () => {
    const hash = "crypto.createHash('sha256').update('x').digest('hex')";
    const ask = gate(run, {}, own(`return { statusCode: 200, body: ${hash} };`));
    expect((await ask('/')).body).toMatch(/^2d711642b726b04401627ca9fbac32f5/);
  });
});

describeEngines('afterAuthorize is not asked', ({ run }) => {
  const far = { now: clock + 1000 };

  test.each<[string, string, Asking, status: Met['status']]>([
    ['no session', '/app/a', {}, 401],
    ['no session, a page', '/app/a', { headers: navigate }, 302],
    ['a session that is none', '/app/a', { as: 'nonsense' }, 401],
    ['another key', '/app/a', { as: sessionToken({}, 'k'.repeat(43)) }, 401],
    ['an expired session', '/app/a', { as: { exp: clock - 1 } }, 401],
    ['not in the group', '/admin/a', { as: {} }, 403],
    ["another's directory", '/users/user-2/a', { as: {} }, 403],
    ['another site', '/app/a', { as: {}, method: 'POST', headers: { origin: 'https://e' } }, 403],
    ['an ambiguous path', '/app/../a', { as: {} }, 400],
    ['a store that fails', '/app/a', { as: {}, store: { failing: true } }, 503],
    ['the login', '/_auth/login', { as: {} }, 'passed'],
    ['the token exchange', '/_auth/token', { as: {}, method: 'POST' }, 'passed'],
    ['no endpoint', '/_auth/nope', { as: {} }, 404],
    ['a renewal', '/_auth/renew', { as: {}, method: 'POST' }, 204],
    ['a page that is renewed', '/app/a', { as: {}, headers: navigate, ...far }, 302],
  ])('%s', async (_name, uri, asking, status) => {
    expect(await gate(run, {}, leaveMark)(uri, asking)).toMatchObject({ status });
  });

  test('and the same session, where it is let in, is asked about', async () => {
    const ask = gate(run, {}, leaveMark);
    expect(await ask('/app/a', { as: {} })).toMatchObject({ status: mark });
    expect(await ask('/app/a', { as: {}, ...far })).toMatchObject({ status: mark });
  });
});

describeEngines('afterAuthorize cannot see', ({ run }) => {
  const token = sessionToken();
  const bearer = { authorization: `Bearer ${token}` };
  const others = { other: 'kept' };

  describe.each<[string, Asking]>([
    ['the cookie', { as: {}, cookies: others }],
    ['the bearer header', { headers: bearer, cookies: others }],
    ['either', { as: {}, headers: bearer, cookies: others }],
  ])('%s', (_name, asking) => {
    test.each(['/', '/index.html', '/app/a'])('at %s', async (uri) => {
      const met = await gate(run, { bearer: true }, showAll)(uri, asking);
      expect(met.status).toBe(200);
      expect(met.body).not.toContain(token);
      const [{ headers, cookies }] = seenBy(met);
      expect(headers).not.toHaveProperty('authorization');
      expect(cookies).toEqual({ other: { value: 'kept' } });
      expect(cookies).not.toHaveProperty(sessionCookie);
    });
  });

  test('what the viewer says who they are', async () => {
    const headers = { 'x-latchkey-sub': 'made-up', 'x-latchkey-groups': 'admins' };
    for (const [uri, as] of [['/'], ['/app/a', {}]] as const) {
      const met = await gate(run, {}, showAll)(uri, { headers, ...(as && { as }) });
      expect(met.body).not.toContain('made-up');
    }
  });

  test('but another scheme, and a bearer header that is no session, where those are off', async () => {
    const basic = { authorization: 'Basic eA==' };
    const met = await gate(run, { bearer: true }, showAll)('/', { headers: basic });
    expect(seenBy(met)[0].headers['authorization']).toEqual({ value: 'Basic eA==' });
    const theirs = { authorization: 'Bearer of-the-application' };
    const off = await gate(run, {}, showAll)('/app/a', { as: {}, headers: theirs });
    expect(seenBy(off)[0].headers['authorization']).toEqual({ value: theirs.authorization });
  });
});
