import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { listen, type RunningServer } from '../../local/serve.ts';
import { checkManagedLogin, faultOf } from '../../token-exchange/managed-login.ts';

const html = { 'content-type': 'text/html; charset=utf-8' };
const form = '<html><form method="post"><input name="password"></form></html>';
const answer = (status: number, headers: Record<string, string> = {}, body = '') =>
  faultOf({ status, headers, body });

describe('managed login is there', () => {
  test.each([
    ['to its login page', 302, '/login?client_id=x&state=y'],
    ['to its login page, in full', 302, 'https://demo.auth.eu-west-1.amazoncognito.com/login'],
    ['to an identity provider', 302, 'https://idp.example.com/saml?SAMLRequest=x'],
    ['back with an error', 302, 'https://site.example.com/_auth/callback?error=invalid_scope'],
    ['to its error page', 302, '/error?error=redirect_mismatch'],
    ['by another kind of redirect', 303, '/login'],
  ])('when it sends people on %s', (_, status, location) => {
    expect(answer(status, { location })).toBe('');
  });

  test('when it shows the form at once', () => {
    expect(answer(200, html, form)).toBe('');
    expect(answer(200, { 'content-type': 'TEXT/HTML' }, '<SCRIPT src="/app.js">')).toBe('');
  });

  // A client that was deleted, a callback URL that is not listed, a web ACL that keeps programs out.
  test.each([400, 401, 403, 404, 429])('when it refuses this request: %i', (status) => {
    expect(answer(status, html, '<h1>Something is wrong</h1>')).toBe('');
  });

  test.each([
    [202, 'challenge'],
    [405, 'captcha'],
  ])('when its web ACL answers %i and wants a %s first', (status, action) => {
    expect(answer(status, { ...html, 'x-amzn-waf-action': action })).toBe('');
  });
});

describe('managed login is not there', () => {
  test.each([
    ['an error', 500, {}, ''],
    ['an error with a page', 503, html, form],
    ['a page without a form', 200, html, '<h1>It works!</h1>'],
    ['nothing', 200, {}, ''],
    ['JSON', 200, { 'content-type': 'application/json' }, '{"form":"<form>"}'],
    ['a form that is no page', 200, { 'content-type': 'text/plain' }, form],
    ['nothing, on purpose', 204, {}, ''],
    ['a redirect to nowhere', 302, {}, ''],
    ['a redirect to an empty address', 302, { location: '' }, ''],
    ['a redirect to no address of the web', 302, { location: 'javascript:alert(1)' }, ''],
    ['a redirect to nonsense', 302, { location: 'https://' }, ''],
  ])('when it answers with %s', (_, status, headers: Record<string, string>, body) => {
    expect(answer(status, headers, body)).not.toBe('');
  });
});

describe('asking it', () => {
  let server: RunningServer;
  const asked: (string | undefined)[] = [];

  beforeAll(async () => {
    server = await listen(({ url, headers }, outgoing) => {
      asked.push(url, headers.accept);
      if (url === '/endless') {
        outgoing.writeHead(200, html);
        const more = () => {
          if (outgoing.destroyed) return;
          outgoing.write('x'.repeat(16_384), () => setImmediate(more));
        };
        more();
      } else if (url === '/away') outgoing.writeHead(302, { location: '/gone' }).end();
      else outgoing.writeHead(200, html).end(url === '/form' ? form : '<h1>It works!</h1>');
    });
  });

  afterAll(() => server?.close());

  const ask = (path: string) => checkManagedLogin(`http://127.0.0.1:${server.port}${path}`);

  test('does not follow a redirect', async () => {
    await expect(ask('/away')).resolves.toBeUndefined();
    expect(asked).toEqual(['/away', 'text/html']);
  });

  test('reads a page, and of an endless one no more than the beginning', async () => {
    await expect(ask('/form')).resolves.toBeUndefined();
    await expect(ask('/garbage')).rejects.toThrow('nobody can sign in');
    await expect(ask('/endless')).rejects.toThrow('nobody can sign in');
  });

  test('fails where nobody listens', async () => {
    const gone = createServer();
    await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve));
    const { port } = gone.address() as { port: number };
    gone.close();
    await expect(checkManagedLogin(`http://127.0.0.1:${port}/`)).rejects.toThrow();
  });
});
