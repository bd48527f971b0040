import { describe, expect, test } from '@jest/globals';
import { describeEngines } from '../../engine/engines.ts';
import { gate, sessionCookie, sessionToken, type Asking } from '../support.ts';

const spoofed = Object.fromEntries(
  ['sub', 'groups', 'sid'].flatMap((claim) =>
    ['x-latchkey-', 'x_latchkey_', 'x-latchkey_', 'x_latchkey-'].map((prefix) => [
      prefix + claim,
      'made-up',
    ]),
  ),
);
const others = { a: '1', '__Host-latchkey-login-x': '2', '__Secure-latchkey-refresh': '3' };
const otherCookies = Object.fromEntries(
  Object.entries(others).map(([name, value]) => [name, { value }]),
);

describeEngines('allowed: pass to the origin', ({ run }) => {
  describe.each<[string, string, Asking]>([
    ['guarded', '/app/a', { as: {} }],
    ['public', '/', { as: {} }],
    ['public, the cookie is no session', '/', { as: 'nonsense' }],
  ])('%s', (_name, uri, asking) => {
    test('without the session cookie, other cookies kept', async () => {
      const met = await gate(run)(uri, { ...asking, cookies: others });
      expect(met).toMatchObject({ status: 'passed', cookies: otherCookies });
      expect(met.cookies).not.toHaveProperty(sessionCookie);
    });

    test('the rest of the request is as it was', async () => {
      const headers = { accept: '*/*', authorization: 'Basic eA==', 'x-other': 'y' };
      const met = await gate(run)('/app/a%20b', { as: {}, headers });
      expect(met.uri).toBe('/app/a%20b');
      expect(met.headers).toEqual({ host: 'site.example', ...headers });
    });

    test('what the viewer sent under the three names is gone, identity headers off', async () => {
      const met = await gate(run)(uri, { ...asking, headers: spoofed });
      expect(met.status).toBe('passed');
      for (const claim of ['sub', 'groups', 'sid']) {
        expect(met.headers).not.toHaveProperty(`x-latchkey-${claim}`);
      }
    });
  });

  test('identity headers where turned on', async () => {
    const ask = gate(run, { identityHeaders: true });
    const met = await ask('/app/a', { as: { groups: ['a,b c', 'admins'] }, headers: spoofed });
    expect(met.headers).toEqual({
      host: 'site.example',
      'x-latchkey-sub': 'user-1',
      'x-latchkey-groups': 'a%2Cb%20c,admins',
      'x-latchkey-sid': 'QUJDREVGR0hJSktM',
    });
  });

  test('spoofed ones in every spelling of - and _ are gone, on public paths too', async () => {
    const ask = gate(run, { identityHeaders: true });
    const met = await ask('/', { as: {}, headers: { ...spoofed, 'x-other': 'kept' } });
    expect(met).toMatchObject({ status: 'passed' });
    expect(met.headers).toEqual({ host: 'site.example', 'x-other': 'kept' });
  });

  describe('a bearer token', () => {
    const bearer = { authorization: `Bearer ${sessionToken()}` };

    test('is a session where turned on, and is taken off when it was used', async () => {
      const met = await gate(run, { bearer: true })('/app/a', { headers: bearer });
      expect(met.status).toBe('passed');
      expect(met.headers).toEqual({ host: 'site.example' });
    });

    test.each(['bearer', 'BEARER'])('the scheme may be written %s', async (scheme) => {
      const headers = { authorization: `${scheme} ${sessionToken()}` };
      const met = await gate(run, { bearer: true })('/app/a', { headers });
      expect(met.status).toBe('passed');
    });

    test('the cookie is taken off then as well', async () => {
      const asking = { headers: bearer, as: {}, cookies: others };
      const met = await gate(run, { bearer: true })('/app/a', asking);
      expect(met).toMatchObject({ status: 'passed', cookies: otherCookies });
      expect(met.cookies).not.toHaveProperty(sessionCookie);
    });

    test('is no session where turned off, and is kept', async () => {
      const refused = await gate(run)('/app/a', { headers: bearer });
      expect(refused).toMatchObject({ status: 401, json: { reason: 'none' } });
      const met = await gate(run)('/app/a', { headers: bearer, as: {} });
      expect(met.headers).toEqual({ host: 'site.example', ...bearer });
    });

    test('is kept on a public path, where nothing used it', async () => {
      const met = await gate(run, { bearer: true })('/', { headers: bearer });
      expect(met.headers).toEqual({ host: 'site.example', ...bearer });
    });

    test('another scheme leaves the cookie to speak, and is kept', async () => {
      const headers = { authorization: 'Basic eA==' };
      const met = await gate(run, { bearer: true })('/app/a', { headers, as: {} });
      expect(met).toMatchObject({ status: 'passed', headers });
    });

    test('a bad one is refused, a good cookie beside it or not', async () => {
      const headers = { authorization: 'Bearer nonsense' };
      const met = await gate(run, { bearer: true })('/app/a', { headers, as: {} });
      expect(met).toMatchObject({ status: 401, json: { reason: 'malformed' } });
    });
  });
});
