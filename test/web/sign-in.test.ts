import { describe, expect, test } from '@jest/globals';
import { buildClient } from '../../web/client/client.ts';
import { LatchkeyError } from '../../web/client/errors.ts';
import { fakeTab, origin } from './fake-environment.ts';

describe('signIn', () => {
  test('comes back to this page with its query by default', () => {
    const tab = fakeTab({ page: `${origin}/app/?year=2026&q=a%20b` });
    buildClient(tab, {}).signIn();
    expect(tab.visited).toEqual(['/_auth/login?return_to=%2Fapp%2F%3Fyear%3D2026%26q%3Da%2520b']);
  });

  test('the fragment is not sent, but comes back, once', () => {
    const page = `${origin}/app/?a=1`;
    const before = fakeTab({ page: `${page}#figures` });
    buildClient(before, {}).signIn();
    expect(before.visited).toEqual(['/_auth/login?return_to=%2Fapp%2F%3Fa%3D1']);

    const { stored } = before;
    const elsewhere = fakeTab({ page: `${origin}/other`, stored });
    buildClient(elsewhere, {});
    expect(elsewhere.replaced).toEqual([]);

    const after = fakeTab({ page, stored });
    buildClient(after, {});
    expect(after.replaced).toEqual(['#figures']);

    const again = fakeTab({ page, stored });
    buildClient(again, {});
    expect(again.replaced).toEqual([]);
  });

  test('a sign-in without a fragment forgets an older one', () => {
    const stored = new Map<string, string>();
    buildClient(fakeTab({ page: `${origin}/app/#old`, stored }), {}).signIn();
    // Not from where the older one belongs: it would be used up there.
    buildClient(fakeTab({ page: `${origin}/other`, stored }), {}).signIn();
    expect(stored.size).toBe(0);
  });

  test('a fragment that the page has by now is left, and the kept one forgotten', () => {
    const kept = JSON.stringify(['/app/', '#figures']);
    const stored = new Map([['latchkey.fragment', kept]]);
    const own = fakeTab({ page: `${origin}/app/#notes`, stored });
    buildClient(own, {});
    expect(own.replaced).toEqual([]);
    expect(stored.size).toBe(0);

    // Or it would move the page at some later visit.
    const later = fakeTab({ page: `${origin}/app/`, stored });
    buildClient(later, {});
    expect(later.replaced).toEqual([]);
  });

  test('a fragment is kept for the latest sign-in, with the place that it belongs to', () => {
    const stored = new Map<string, string>();
    buildClient(fakeTab({ page: `${origin}/app/#old`, stored }), {}).signIn();
    buildClient(fakeTab({ page: `${origin}/app/?a=1#new`, stored }), {}).signIn();
    const tab = fakeTab({ page: `${origin}/app/?a=1`, stored });
    buildClient(tab, {});
    expect(tab.replaced).toEqual(['#new']);
  });

  test.each(['{', '"text"', '["/", "javascript:alert(1)"]', '["/"]'])(
    'what storage holds is not trusted: %s',
    (value) => {
      const tab = fakeTab({ stored: new Map([['latchkey.fragment', value]]) });
      buildClient(tab, {});
      expect(tab.replaced).toEqual([]);
    },
  );

  test('works without storage', () => {
    const tab = { ...fakeTab({ page: `${origin}/app/#x` }), storage: undefined };
    buildClient(tab, {}).signIn();
    expect(tab.visited).toHaveLength(1);
  });

  test('takes a relative place', () => {
    const tab = fakeTab({ page: `${origin}/app/` });
    buildClient(tab, {}).signIn({ returnTo: 'reports/quarter.html?year=2026' });
    const path = encodeURIComponent('/app/reports/quarter.html?year=2026');
    expect(tab.visited).toEqual([`/_auth/login?return_to=${path}`]);
  });

  test.each([
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example/',
    '\t//evil.example',
    'javascript:alert(1)',
    'https://',
  ])('refuses to come back to %j', (returnTo) => {
    const tab = fakeTab();
    const { signIn } = buildClient(tab, {});
    const attempt = () => signIn({ returnTo });
    expect(attempt).toThrow(LatchkeyError);
    expect(attempt).toThrow('returnTo must be a place on this origin.');
    expect(tab.visited).toEqual([]);
  });
});

test('signOut leaves for the logout', () => {
  const tab = fakeTab();
  buildClient(tab, {}).signOut();
  expect(tab.visited).toEqual(['/_auth/logout']);
});

test('authPath is configurable', () => {
  const tab = fakeTab();
  const client = buildClient(tab, { authPath: '/members/auth' });
  client.signOut();
  client.signIn();
  expect(tab.visited).toEqual(['/members/auth/logout', '/members/auth/login?return_to=%2F']);
});

test.each(['', '_auth', '/', '/_auth/', '//evil.example', 'https://evil.example', '/a/../b?c'])(
  'refuses the authPath %j',
  (authPath) => {
    expect(() => buildClient(fakeTab(), { authPath })).toThrow(TypeError);
  },
);
