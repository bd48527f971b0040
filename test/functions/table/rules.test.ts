import { describe, expect, test } from '@jest/globals';
import { describeEngines } from '../../engine/engines.ts';
import { askAll, gate, navigate, type Asking } from '../support.ts';

/** Who asks, and what the edge makes of it: passed, or a status. */
const nobody: Asking = {};
const anyone: Asking = { as: {} };
const admin: Asking = { as: { groups: ['admins', 'staff'] } };

describeEngines('what each rule lets in', ({ run }) => {
  const statuses = async (
    requests: readonly (readonly [string, Asking])[],
    settings?: Parameters<typeof askAll>[2],
  ) => (await askAll(run, requests, settings)).map(({ status }) => status);

  test('public: anyone', async () => {
    expect(
      await statuses([
        ['/', nobody],
        ['/', anyone],
        ['/', { as: 'garbage' }],
        ['/index.html', nobody],
      ]),
    ).toEqual(['passed', 'passed', 'passed', 'passed']);
  });

  test('session: any valid session', async () => {
    expect(
      await statuses([
        ['/app/a', nobody],
        ['/app/a', anyone],
        ['/app/a', admin],
        ['/app/a', { as: 'garbage' }],
      ]),
    ).toEqual([401, 'passed', 'passed', 401]);
  });

  test('groups: a session in one of them', async () => {
    const rules = [{ path: '/both/*', allow: { groups: ['admins', 'a.b ~*'] } }];
    expect(
      await statuses(
        [
          ['/both/a', nobody],
          ['/both/a', anyone],
          ['/both/a', { as: { groups: ['admins'] } }],
          ['/both/a', { as: { groups: ['aaa', 'admins', 'zzz'] } }],
          ['/both/a', { as: { groups: ['a.b ~*'] } }],
          ['/both/a', { as: { groups: ['admin'] } }],
          ['/both/a', { as: { groups: ['admins2', 'xadmins', 'a', 'b'] } }],
          ['/both/a', { as: { groups: ['Admins'] } }],
        ],
        { rules },
      ),
    ).toEqual([401, 403, 'passed', 'passed', 'passed', 403, 403, 403]);
  });

  test('owner: a session whose sub is the path segment that {sub} marks', async () => {
    expect(
      await statuses([
        ['/users/user-1/a', nobody],
        ['/users/user-1/a', anyone],
        ['/users/user-1/', anyone],
        ['/users/user-1/a/b', anyone],
        ['/users/user%2d1/a', anyone],
        ['/users/user-2/a', anyone],
        ['/users/user-11/a', anyone],
        ['/users/user-/a', anyone],
        ['/users/User-1/a', anyone],
        ['/users/user-2/user-1/a', anyone],
      ]),
    ).toEqual([401, 'passed', 'passed', 'passed', 'passed', 403, 403, 403, 403, 403]);
  });

  test('owner: {sub} at the end, and with more behind it', async () => {
    const rules = [
      { path: '/of/{sub}', allow: 'owner' },
      { path: '/to/{sub}/in/*.txt', allow: 'owner' },
      { path: '*', allow: { groups: ['nobody'] } },
    ] as const;
    expect(
      await statuses(
        [
          ['/of/user-1', anyone],
          ['/of/user-2', anyone],
          ['/of/user-1/more', anyone],
          ['/to/user-1/in/a.txt', anyone],
          ['/to/user-2/in/a.txt', anyone],
          ['/to/user-1/out/a.txt', anyone],
        ],
        { rules },
      ),
    ).toEqual(['passed', 403, 403, 'passed', 403, 403]);
  });

  test('what no rule matches requires a session', async () => {
    expect(
      await statuses([
        ['/elsewhere', nobody],
        ['/elsewhere', anyone],
        ['/Admin/a', nobody],
        ['/Admin/a', anyone],
        ['/admin', anyone],
      ]),
    ).toEqual([401, 'passed', 401, 'passed', 'passed']);
  });

  test('the first match wins', async () => {
    const rules = [
      { path: '/a/open/*', allow: 'public' },
      { path: '/a/*', allow: { groups: ['admins'] } },
      { path: '*', allow: 'public' },
    ] as const;
    expect(
      await statuses(
        [
          ['/a/open/x', nobody],
          ['/a/x', nobody],
          ['/a/x', anyone],
          ['/a/x', admin],
          ['/b', nobody],
        ],
        { rules },
      ),
    ).toEqual(['passed', 401, 403, 'passed', 'passed']);
  });

  test('rules judge the path percent-decoded once, case-sensitive', async () => {
    expect(
      await statuses([
        ['/%61dmin/x', anyone],
        ['/adm%69n/x', admin],
        ['/%41dmin/x', anyone],
      ]),
    ).toEqual([403, 'passed', 'passed']);
  });

  test('a rule with ? matches exactly one character', async () => {
    const rules = [{ path: '/v?/*.png', allow: 'public' }] as const;
    expect(
      await statuses(
        [
          ['/v1/a.png', nobody],
          ['/v%C3%AB/a.png', nobody],
          ['/v/a.png', nobody],
          ['/v12/a.png', nobody],
          ['/v1/a-png', nobody],
          ['/v1/a%0Ab.png', nobody],
        ],
        { rules },
      ),
    ).toEqual(['passed', 'passed', 401, 401, 401, 'passed']);
  });

  test('a path outside ASCII matches as it is written in the rule', async () => {
    const rules = [{ path: '/zoë/鍵*', allow: 'public' }] as const;
    expect(
      await statuses(
        [
          ['/zo%C3%AB/%E9%8D%B5-1', nobody],
          ['/zoe/%E9%8D%B5', nobody],
        ],
        { rules },
      ),
    ).toEqual(['passed', 401]);
  });
});

describeEngines('valid session, rule says no', ({ run }) => {
  const ask = gate(run);

  describe.each([
    ['group', '/admin/a'],
    ['owner', '/users/user-2/a'],
  ])('%s', (reason, uri) => {
    test('a navigation gets a 403 page with a way on', async () => {
      const met = await ask(uri, { as: {}, headers: navigate });
      expect(met).toMatchObject({ status: 403, headers: { 'content-type': 'text/html' } });
      expect(met.body).toMatch(/href="?\/_auth\/logout["> ]/);
      expect(met.body).toContain('<title>');
      expect(met.headers['cache-control']).toBe('no-store');
      expect(met.headers).not.toHaveProperty('location');
    });

    test.each(['GET', 'POST', 'DELETE'])('%s by a script gets 403 JSON', async (method) => {
      const met = await ask(uri, { as: {}, method });
      expect(met.status).toBe(403);
      expect(met.headers['content-type']).toBe('application/json');
      expect(met.json).toEqual({ error: 'access_denied', reason, login: '/_auth/login' });
    });
  });
});
