import { describe, expect, test } from '@jest/globals';
import { describeEngines } from '../../engine/engines.ts';
import { clock, fetching, gate, navigate, type Asking } from '../support.ts';

const login = (path: string) => `/_auth/login?return_to=${encodeURIComponent(path)}`;

describeEngines('no session, or a refused one, and a navigation', ({ run }) => {
  const ask = gate(run);

  test.each<[string, Asking]>([
    ['GET, navigate', { headers: { 'sec-fetch-mode': 'navigate' } }],
    ['HEAD, navigate', { method: 'HEAD', headers: { 'sec-fetch-mode': 'navigate' } }],
    [
      'GET, no fetch metadata, accept has text/html',
      { headers: { accept: 'application/xhtml+xml,text/html;q=0.9' } },
    ],
    ['HEAD, no fetch metadata, accept has text/html', { method: 'HEAD', headers: navigate }],
    ['a malformed token', { headers: navigate, as: 'nonsense' }],
    ['an expired token', { headers: navigate, as: { exp: clock - 1 } }],
    ['an unknown key', { headers: navigate, as: { kid: 'zz' } }],
  ])('302 to the login: %s', async (_name, asking) => {
    const met = await ask('/app/a', asking);
    expect(met.status).toBe(302);
    expect(met.headers).toEqual({ location: login('/app/a'), 'cache-control': 'no-store' });
    expect(met.body).toBe('');
  });

  test.each([
    'a=1&b=2',
    'a=1&a=2&a=1',
    'flag',
    'flag&empty=&=&&',
    'next=%2Fapp%2F%3Fa%3D1%26b%3D2',
    'q=%C3%BC+%20x~!*()',
    'already=100%25',
    'return_to=%2Felse',
  ])('path and query are kept: ?%s', async (rawQueryString) => {
    const query = { a: { value: '1', multiValue: [{ value: '1' }, { value: '2' }] } };
    const met = await ask('/app/a%20b/%C3%AB', { headers: navigate, rawQueryString, query });
    expect(met.headers.location).toBe(login(`/app/a%20b/%C3%AB?${rawQueryString}`));
    const target = new URL(met.headers.location ?? '', 'https://site.example');
    expect(target.searchParams.get('return_to')).toBe(`/app/a%20b/%C3%AB?${rawQueryString}`);
    expect([...target.searchParams.keys()]).toEqual(['return_to']);
  });

  test('the path stays as it was asked, not as it would be served', async () => {
    const met = await ask('/app/', { headers: navigate });
    expect(met.headers.location).toBe(login('/app/'));
  });

  test('another auth path', async () => {
    const met = await gate(run, { authPath: '/sign/in' })('/app/a', { headers: navigate });
    expect(met.headers.location).toBe('/sign/in/login?return_to=%2Fapp%2Fa');
  });
});

describeEngines('no session, and anything but a navigation', ({ run }) => {
  const ask = gate(run);

  describe.each<[string, Asking]>([
    ['fetch', { headers: fetching }],
    ['no-cors', { headers: { 'sec-fetch-mode': 'no-cors', accept: 'text/html' } }],
    ['same-origin', { headers: { 'sec-fetch-mode': 'same-origin', accept: 'text/html' } }],
    ['an image', { headers: { 'sec-fetch-mode': 'no-cors', accept: 'image/*' } }],
    ['XHR without fetch metadata', { headers: { accept: 'application/json' } }],
    ['no header at all', {}],
    ['HEAD by a script', { method: 'HEAD', headers: fetching }],
    ['POST navigate', { method: 'POST', headers: navigate }],
    ['PUT', { method: 'PUT', headers: fetching }],
    ['DELETE', { method: 'DELETE' }],
    ['OPTIONS', { method: 'OPTIONS', headers: navigate }],
  ])('%s', (_name, asking) => {
    test('401 JSON, never a redirect', async () => {
      const met = await ask('/app/a', asking);
      expect(met.status).toBe(401);
      expect(met.json).toEqual({ error: 'login_required', reason: 'none', login: '/_auth/login' });
      expect(met.headers).toEqual({
        'content-type': 'application/json',
        'www-authenticate': 'Bearer',
        'cache-control': 'no-store',
      });
    });
  });

  test.each<[string, Asking]>([
    ['malformed', { as: 'nonsense' }],
    ['unknown-key', { as: { kid: 'zz' } }],
    ['bad-mac', { as: `1.trba80.1.1.${'s'.repeat(16)}.sub..${'A'.repeat(22)}` }],
    ['expired', { as: { exp: clock } }],
  ])('a refused one says why: %s', async (reason, asking) => {
    expect(await ask('/app/a', asking)).toMatchObject({ status: 401, json: { reason } });
  });
});
