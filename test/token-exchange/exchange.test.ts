import { describe, expect, test } from '@jest/globals';
import { sessionCookie } from '../../session/names.ts';
import type { Dependencies } from '../../token-exchange/dependencies.ts';
import { unavailable } from '../../token-exchange/errors.ts';
import { exchange } from '../../token-exchange/exchange.ts';
import type { ExchangeRequest } from '../../token-exchange/request.ts';
import { fakeCognito, fakeDependencies, fakeJwt } from './fakes.ts';
import { cookiesSet } from './replies.ts';
import { navigation, scripted, signedInCookies } from './requests.ts';

const answer = (request: ExchangeRequest, overrides: Partial<Dependencies> = {}) =>
  exchange(request, fakeDependencies(overrides));

describe('an endpoint that is not there', () => {
  test.each([
    '',
    'log',
    'login/',
    'LOGIN',
    'login/x',
    '__proto__',
    'constructor',
    'toString',
    'renew',
  ])('is 404: %j', async (endpoint) => {
    const reply = await answer(scripted(endpoint));
    expect(reply.status).toBe(404);
    expect(JSON.parse(reply.body ?? '')).toEqual({
      error: 'not_found',
      error_description: 'there is no such endpoint',
    });
    expect((await answer(navigation(endpoint))).status).toBe(404);
  });
});

const wrongMethods: [string, string, string[]][] = [
  ['login', 'GET, HEAD', ['POST', 'PUT', 'DELETE', 'OPTIONS', 'get']],
  ['callback', 'GET', ['POST', 'HEAD', 'PUT', 'DELETE', 'OPTIONS']],
  ['logout', 'GET, POST', ['PUT', 'DELETE', 'OPTIONS', 'HEAD']],
  ['session', 'GET', ['POST', 'PUT', 'DELETE', 'OPTIONS']],
  ['refresh', 'POST', ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS']],
  ['token', 'POST', ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS']],
  ['style', 'GET, HEAD', ['POST', 'PUT', 'DELETE', 'OPTIONS']],
];

describe.each(wrongMethods)('%s by another method than %s', (endpoint, allow, methods) => {
  // RFC 9110, section 15.5.6: the answer says which methods there are.
  test.each(methods)('is 405, and does nothing: %s', async (method) => {
    const cognito = fakeCognito();
    const request = scripted(endpoint, { method, cookies: signedInCookies(), verdict: 'ok' });
    const reply = await answer(request, { cognito: () => Promise.resolve(cognito) });
    expect(reply).toMatchObject({ status: 405, headers: { allow } });
    expect(JSON.parse(reply.body ?? '')).toHaveProperty('error');
    expect(cookiesSet(reply).size).toBe(0);
    expect(cognito.asked).toEqual([]);
  });
});

describe('a host that is not of the deployment', () => {
  test.each([
    '',
    'other.example',
    'site.example.com.other.example',
    'SITE.example.com',
    'site.example.com:8443',
  ])('is refused by every endpoint: %j', async (host) => {
    for (const endpoint of ['login', 'callback', 'logout', 'session']) {
      const cognito = fakeCognito();
      const request = scripted(endpoint, { host, cookies: signedInCookies(), verdict: 'ok' });
      const reply = await answer(request, { cognito: () => Promise.resolve(cognito) });
      expect(reply).toMatchObject({ status: 400, details: { error: 'invalid_request' } });
      expect(JSON.stringify(reply.headers) + (reply.body ?? '')).not.toContain('other.example');
      expect(cookiesSet(reply).size).toBe(0);
      expect(cognito.asked).toEqual([]);
    }
  });
});

describe('what goes wrong', () => {
  const down: Partial<Dependencies> = {
    deployment: () => Promise.reject(unavailable('SSM', '500 InternalServerError')),
  };
  const broken: Partial<Dependencies> = {
    deployment: () => Promise.reject(new TypeError('at 0x1: the-secret-in-a-message')),
  };

  test.each([
    ['missing', navigation('nowhere'), scripted('nowhere'), {}, 404],
    ['a wrong host', navigation('login', { host: 'x' }), scripted('login', { host: 'x' }), {}, 400],
    ['down', navigation('login'), scripted('login'), down, 503],
    ['broken', navigation('login'), scripted('login'), broken, 500],
  ])(
    'is a page for people and JSON for programs: %s',
    async (_, person, program, overrides, status) => {
      const page = await answer(person, overrides);
      expect(page.status).toBe(status);
      expect(page.headers?.['content-type']).toBe('text/html; charset=utf-8');
      expect(page.body).toMatch(/^<!doctype html>[^]*Request request-1/);
      const json = await answer(program, overrides);
      expect(json.status).toBe(status);
      expect(json.headers?.['content-type']).toBe('application/json');
      expect(Object.keys(JSON.parse(json.body ?? '') as object)).toEqual([
        'error',
        'error_description',
      ]);
    },
  );

  test.each([
    ['missing', navigation('nowhere'), {}],
    ['broken', navigation('login'), broken],
  ])(
    'is named on the page by the status that it is sent with: %s',
    async (_, request, overrides) => {
      const page = await answer(request, overrides);
      expect(page.body).toContain(`Status ${page.status} `);
    },
  );

  test('is told to the log by its kind, not by a message that may hold anything', async () => {
    for (const request of [navigation('login'), scripted('login')]) {
      const reply = await answer(request, broken);
      expect(reply.details).toEqual({
        error: 'server_error',
        description: 'this failed',
        cause: 'TypeError',
      });
      expect(JSON.stringify(reply)).not.toContain('the-secret');
    }
  });

  test('says when to come back only where that may help', async () => {
    expect((await answer(scripted('login'), down)).headers).toHaveProperty('retry-after', '10');
    expect((await answer(scripted('nowhere'))).headers).not.toHaveProperty('retry-after');
  });

  test('offers to begin again where it was, and a page that is safe', async () => {
    const query = { return_to: '/a?b="><script>' };
    const page = await answer(navigation('login', { query }), down);
    expect(page.body).toContain('/_auth/login?return_to=%2Fa%3Fb%3D%22%3E%3Cscript%3E');
    expect(page.body).not.toContain('<script');
  });

  test('is no reason to throw, whatever it is', async () => {
    for (const thrown of [new Error('x'), 'text', null, undefined, 7, { cause: 'x' }]) {
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- that is the test
      const reply = await answer(scripted('login'), { deployment: () => Promise.reject(thrown) });
      expect(reply.status).toBe(500);
    }
  });

  test('is no reason to throw when it throws at once either', async () => {
    const jwt = fakeJwt();
    const overrides: Partial<Dependencies> = {
      deployment: () => {
        throw new Error('at once');
      },
      jwt: () => Promise.resolve(jwt),
    };
    const request = scripted('session', { cookies: { [sessionCookie]: 'x' } });
    expect((await answer(request, overrides)).status).toBe(500);
  });
});
