import { describe, expect, test } from '@jest/globals';
import { describeEngines } from '../../engine/engines.ts';
import { gate, navigate, type Asking } from '../support.ts';

const startPage = ['/', 'Start page'];
const someoneElse = ['/_auth/logout', 'Sign in as someone else'];

/** The title of each page, and its links in order. */
const pages: [name: string, uri: string, Asking, status: number, string, string[][]][] = [
  ['group', '/admin/', { as: {} }, 403, 'This is not open to you', [someoneElse, startPage]],
  ['owner', '/users/b/x', { as: {} }, 403, 'This is not open to you', [someoneElse, startPage]],
  ['path', '/app/a%2fb', { as: {} }, 400, 'Page not found', [startPage]],
  ['nowhere', '/_auth/nothing', {}, 404, 'Page not found', [startPage]],
  [
    'unavailable',
    '/app/?a=1',
    { as: {}, store: {} },
    503,
    'One moment, please',
    [['', 'Try again'], startPage],
  ],
];

const links = (html: string) =>
  [...html.matchAll(/<a href(?:=("[^"]*"|[^\s>]+))?>([^<]+)/g)].map(([, href = '', label = '']) => [
    href.replace(/"/g, ''),
    label,
  ]);

describeEngines('a page for a person', ({ run }) => {
  test.each(pages)('%s: says what, and the ways on', async (_name, uri, asking, ...expected) => {
    const [status, title, ways] = expected;
    const met = await gate(run)(uri, { ...asking, headers: navigate });
    expect(met).toMatchObject({ status, headers: { 'content-type': 'text/html' } });
    expect(met.body).toMatch(/^<!doctype html><html lang=en><meta name=viewport /);
    expect(met.body).toContain(`<title>${title}</title><main><h1>${title}</h1>`);
    expect(links(met.body)).toEqual(ways);
  });

  test.each(pages)('%s: runs nothing, and asks for one style sheet', async (_name, uri, asking) => {
    const { body } = await gate(run)(uri, { ...asking, headers: navigate });
    expect(body.match(/<link [^>]+>/g)).toEqual(['<link rel=stylesheet href=/_auth/style>']);
    expect(body).not.toMatch(/<script|<style|\sstyle=|\son\w+=|https?:|<img|<form/i);
    // Nothing says how it is encoded.
    expect(body).toMatch(/^[ -~]*$/);
  });

  test('the style sheet and the sign-out are under another auth path', async () => {
    const ask = gate(run, { authPath: '/sign/in' });
    const { body } = await ask('/admin/', { as: {}, headers: navigate });
    expect(body).toContain('<link rel=stylesheet href=/sign/in/style>');
    expect(links(body)).toEqual([['/sign/in/logout', 'Sign in as someone else'], startPage]);
  });

  test('what was asked for is not in it', async () => {
    const uri = '/app/%3Cscript%3E"onload=x%2f';
    const { status, body } = await gate(run)(uri, { as: {}, headers: navigate });
    expect(status).toBe(400);
    expect(body).not.toMatch(/script|onload/);
  });
});

describe('HEAD', () => {
  describeEngines('for a person', ({ run }) => {
    test('is answered as GET', async () => {
      const met = await gate(run)('/admin/', { method: 'HEAD', as: {}, headers: navigate });
      expect(met).toMatchObject({ status: 403, headers: { 'content-type': 'text/html' } });
    });
  });
});
