/** Cognito answers, and what it answers is wrong. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Interceptor } from '../../local/cognito/index.ts';
import type { HttpResponse } from '../../local/http.ts';
import { localClientId, startSystem, type LocalSystem } from '../../local/system.ts';
import { sessionCookie } from '../../session/names.ts';
import { Browser } from '../browser/browser.ts';
import { outcomeOf, page, signIn, signInUpToCallback } from './outcomes.ts';

let system: LocalSystem;

beforeAll(async () => {
  system = await startSystem();
});

afterEach(() => {
  system?.cognito.intercept(undefined);
});

afterAll(() => system?.close());

const json = (status: number, value: unknown): HttpResponse => ({
  status,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: JSON.stringify(value),
});

const at =
  (path: string, answer: HttpResponse): Interceptor =>
  ({ url }) =>
    url?.split('?', 1)[0] === path ? answer : undefined;
const atTokens = (answer: HttpResponse) => at('/oauth2/token', answer);
const bearer = { token_type: 'Bearer', access_token: 'x', expires_in: 3600 };

/** Comes back from Cognito while it answers so, and once more when it is well. */
async function comeBack(callback: URL, browser: Browser, interceptor: Interceptor) {
  system.cognito.intercept(interceptor);
  const outcome = outcomeOf(await browser.open(callback));
  const session = browser.cookie(sessionCookie);
  system.cognito.intercept(undefined);
  return { outcome, session, afterwards: await signIn(browser) };
}

describe('the token endpoint', () => {
  const answers: [string, HttpResponse][] = [
    ['400 invalid_client', json(400, { error: 'invalid_client' })],
    ['401 with a challenge', { ...json(401, {}), headers: { 'www-authenticate': 'Basic' } }],
    ['429', json(429, { error: 'too_many_requests' })],
    ['429 with nothing in it', json(429, {})],
    ['500', json(500, { error: 'internal_error' })],
    ['500 with an AWS error', json(500, { __type: 'InternalErrorException' })],
    ['200 without an ID token', json(200, bearer)],
    ['200 with null', json(200, null)],
    ['a redirect', { status: 302, headers: { location: 'https://example.com/' }, body: '' }],
  ];

  test.each(answers)('answers %s: 503, no session, and in the next time', async (_, answer) => {
    const browser = new Browser(system.url);
    const callback = await signInUpToCallback(browser);
    expect(await comeBack(callback, browser, atTokens(answer))).toEqual({
      outcome: '503 page',
      session: undefined,
      afterwards: 'in',
    });
  });

  test.each(answers)('answers %s to a refresh: 503 and the session stays', async (_, answer) => {
    const browser = new Browser(system.url);
    await signIn(browser);
    system.cognito.intercept(atTokens(answer));
    expect(outcomeOf(await browser.post('/_auth/refresh'))).toBe('503 JSON');
    expect(outcomeOf(await browser.open(page))).toBe('200');
    system.cognito.intercept(undefined);
    expect(outcomeOf(await browser.post('/_auth/refresh'))).toBe('200');
  });

  test('answers invalid_grant to a refresh: 401, and the way in is the form', async () => {
    const browser = new Browser(system.url);
    await signIn(browser);
    const answer = json(400, { error: 'invalid_grant' });
    system.cognito.intercept(atTokens(answer));
    expect(outcomeOf(await browser.post('/_auth/refresh'))).toBe('401 JSON');
    expect(outcomeOf(await browser.open(page))).toBe('200');
  });

  describe('answers with an ID token that is not Cognito’s:', () => {
    /** All that Cognito would say, signed by somebody else. */
    async function forge(callbackState: URL, kid: string): Promise<HttpResponse> {
      const { privateKey, publicKey } = await generateKeyPair('RS256');
      expect((await exportJWK(publicKey)).n).not.toBe(system.cognito.jwks.keys[0]?.['n']);
      const now = Math.floor(Date.now() / 1000);
      const claims: JWTPayload = {
        sub: system.cognito.users.get('grace')?.sub ?? '',
        aud: localClientId,
        iss: system.cognito.issuer,
        token_use: 'id',
        iat: now,
        exp: now + 3600,
        auth_time: now,
        origin_jti: 'made-up',
        nonce: callbackState.searchParams.get('nonce') ?? '',
      };
      const jwt = new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid });
      return json(200, { ...bearer, id_token: await jwt.sign(privateKey) });
    }

    test.each(['its key’s name', 'another'])('%s on it', async (which) => {
      const browser = new Browser(system.url);
      const form = await browser.open(page);
      const authorize = form.trail.find(({ pathname }) => pathname === '/oauth2/authorize');
      const callback = await signInUpToCallback(browser);
      const kid = which === 'another' ? 'unheard-of' : (system.cognito.jwks.keys[0]?.['kid'] ?? '');
      const answer = await forge(authorize ?? callback, kid);
      const { outcome, session } = await comeBack(callback, browser, atTokens(answer));
      expect([outcome, session]).toEqual([expect.stringMatching(/^(400|503) page$/), undefined]);
    });
  });
});

describe('the key set', () => {
  let usual: LocalSystem;

  // Where nobody has asked for it yet.
  beforeEach(async () => {
    usual = system;
    system = await startSystem();
  });

  afterEach(async () => {
    await system.close();
    system = usual;
  });

  const keySets: [string, HttpResponse][] = [
    ['is empty', json(200, { keys: [] })],
    ['has no keys', json(200, {})],
    ['is null', json(200, null)],
    ['has a key that is none', json(200, { keys: [{ kid: 'x' }] })],
    ['is a page', { status: 200, headers: { 'content-type': 'text/html' }, body: '<h1>Hi</h1>' }],
    ['is not there', json(404, {})],
    ['fails', json(500, {})],
  ];

  test.each(keySets)('%s: 503, no session, and in the next time', async (_, answer) => {
    const browser = new Browser(system.url);
    const callback = await signInUpToCallback(browser);
    const interceptor = at(system.cognito.jwksPath, answer);
    expect(await comeBack(callback, browser, interceptor)).toEqual({
      outcome: '503 page',
      session: undefined,
      afterwards: 'in',
    });
  });
});

describe('managed login', () => {
  test('is no longer there: whoever comes for it is not sent back and forth', async () => {
    const gone = createServer();
    await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve));
    const { port } = gone.address() as AddressInfo;
    gone.close();
    system.cognito.intercept(({ url }) =>
      url?.startsWith('/oauth2/authorize')
        ? { status: 302, headers: { location: `http://127.0.0.1:${port}/` }, body: '' }
        : undefined,
    );
    const visit = await new Browser(system.url).open(page);
    expect(outcomeOf(visit)).toBe('at Cognito, which is down');
    expect(visit.redirects).toBeLessThanOrEqual(4);
  });

  test.each([
    ['server_error', '503 page'],
    ['temporarily_unavailable', '503 page'],
    ['unauthorized_client', '500 page'],
  ])('sends people back with %s: a page, and no further', async (error, outcome) => {
    const browser = new Browser(system.url);
    system.cognito.intercept(({ url }) => {
      const asked = new URL(url ?? '/', system.url);
      if (asked.pathname !== '/oauth2/authorize') return undefined;
      const back = new URL(asked.searchParams.get('redirect_uri') ?? '');
      back.searchParams.set('state', asked.searchParams.get('state') ?? '');
      back.searchParams.set('error', error);
      return { status: 302, headers: { location: back.href }, body: '' };
    });
    expect(outcomeOf(await browser.open(page))).toBe(outcome);
    system.cognito.intercept(undefined);
    expect(await signIn(browser)).toBe('in');
  });
});
