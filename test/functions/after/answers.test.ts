import { describe, expect, test } from '@jest/globals';
import { describeEngines } from '../../engine/engines.ts';
import { gate, navigate, type Asking } from '../support.ts';
import { own } from './own.ts';

const asked: [string, string, Asking][] = [
  ['a public page', '/', {}],
  ['a public page, rewritten before', '/index.html', {}],
  ['a public page by POST', '/', { method: 'POST' }],
  ['a session', '/app/a', { as: {} }],
  ['a session going to a page', '/app/a', { as: {}, headers: navigate }],
];

describeEngines('afterAuthorize that answers nothing of use', ({ run }) => {
  describe.each([
    ['throws an error', "throw new Error('a secret of ours');"],
    ['throws the request', 'throw request;'],
    ['throws nothing', 'throw undefined;'],
    ['runs into a fault', 'return request.nothing.at.all;'],
    ['recurses for ever', 'function f() { return 1 + f(); } return f();'],
    ['returns nothing', ''],
    ['returns null', 'return null;'],
    ['returns true', 'return true;'],
    ['returns a text', "return 'request';"],
    ['returns an empty text', "return '';"],
    ['returns a number', 'return 200;'],
    ['returns an empty object', 'return {};'],
    ['returns a list', 'return [request];'],
    ['returns a promise', 'return Promise.resolve(request);'],
    ['returns a function', 'return function () { return request; };'],
    [
      'returns a copy',
      'return { method: request.method, uri: request.uri, headers: {}, cookies: {}, querystring: {} };',
    ],
    ['returns the uri', 'return request.uri;'],
    ['throws on the way to the token exchange', 'request.uri = "/_auth/login"; throw 1;'],
    [
      'returns nothing on the way to the token exchange',
      'request.uri = "/_auth/session"; request.headers["x-latchkey-sub"] = { value: "boss" };',
    ],
    [
      'takes the request apart',
      'request.headers = null; request.uri = "/app/b//"; return request;',
    ],
  ])('and %s', (_what, body) => {
    test.each(asked)('503 for %s', async (_name, uri, asking) => {
      const met = await gate(run, {}, own(body))(uri, asking);
      expect(met.status).toBe(503);
      expect(met.uri).toBe('');
      expect(met.body).not.toContain('secret');
    });
  });
});

describeEngines("afterAuthorize's own answer", ({ run }) => {
  const answered = async (answer: string, asking: Asking = { as: {} }, uri = '/app/a') =>
    gate(run, {}, own(`return ${answer};`))(uri, asking);

  test.each(asked)('is what %s gets', async (_name, uri, asking) => {
    const answer = "{ statusCode: 301, headers: { location: { value: '/new' } } }";
    const met = await answered(answer, asking, uri);
    expect(met).toMatchObject({ status: 301, uri: '', cookies: {} });
    expect(met.headers).toEqual({ location: '/new', 'cache-control': 'no-store' });
  });

  test('is stored nowhere, unless it says so itself', async () => {
    expect((await answered('{ statusCode: 204 }')).headers).toEqual({
      'cache-control': 'no-store',
    });
    const kept = "{ statusCode: 200, headers: { 'cache-control': { value: 'max-age=60' } } }";
    expect((await answered(kept)).headers).toEqual({ 'cache-control': 'max-age=60' });
  });

  test('has its cookies, body and status as they are', async () => {
    const answer =
      "{ statusCode: 418, body: 'short', cookies: { a: { value: 'b', attributes: 'Path=/' } } }";
    expect(await answered(answer)).toMatchObject({
      status: 418,
      body: 'short',
      cookies: { a: { value: 'b', attributes: 'Path=/' } },
    });
  });
});
