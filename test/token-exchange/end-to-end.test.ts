/**
 * The token exchange as it ships, behind the edge function as it ships, in front of a user pool:
 * one person from the first click to the last.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startSystem, type LocalSystem } from '../../local/system.ts';
import {
  loginCookiePrefix,
  refreshCookie,
  sessionCookie,
  signedOutCookie,
} from '../../session/names.ts';
import { parseToken } from '../../session/token.ts';
import { Browser, navigating, scripting, type Answer } from '../browser/browser.ts';
import { secretsOf, signIn } from './person.ts';

const deepLink = '/app/?year=2026&tag=a%20b';
/** What the token exchange has logged, and all that any Lambda has. */
const log = () => all.filter((line) => line.includes('"endpoint":'));
const all: string[] = [];
const seenBodies: string[] = [];
let system: LocalSystem;
let browser: Browser;

beforeAll(async () => {
  system = await startSystem({ onLog: (line) => all.push(line) });
  browser = new Browser(system.url);
});

afterAll(async () => {
  await system?.close();
});

const scripted = (path: string, own = browser) =>
  own.ask(system.url + path, { headers: scripting });

const outcomes = () =>
  log().map((line) => {
    const { endpoint, status, outcome } = JSON.parse(line) as Record<string, unknown>;
    return [endpoint, status, outcome].join(' ');
  });

function expectStrict({ headers }: Answer): void {
  expect(headers['cache-control']).toBe('private, no-store');
  expect(headers['referrer-policy']).toBe('no-referrer');
  expect(headers['content-security-policy']).toMatch(/^default-src 'none';/);
  expect(headers['x-content-type-options']).toBe('nosniff');
}

describe('login and callback', () => {
  test('let ada in, to the very page that she asked for', async () => {
    const form = await browser.open(system.url + deepLink);
    expect(form.url.hostname).toBe('127.0.0.1');
    const done = await signIn(browser, form, 'ada');
    seenBodies.push(form.body, done.body);
    expect(done.url.href).toBe(system.url + deepLink);
    expect(done.status).toBe(200);
    expect(outcomes()).toEqual(['login 302 to-cognito', 'callback 302 signed-in']);
  });

  test('leave her with a session and a refresh token, and no attempt', () => {
    expect(browser.cookieNames).toEqual([sessionCookie, refreshCookie]);
    expect(browser.cookie(sessionCookie)?.length).toBeLessThanOrEqual(120);
  });

  test('bring her back at once from then on', async () => {
    const reply = await browser.ask(`${system.url}/_auth/login?return_to=%2Fapp%2F`);
    expect(reply.status).toBe(302);
    expect(reply.headers['location']).toBe('/app/');
    expectStrict(reply);
  });

  test('go on where the same callback comes twice', async () => {
    const url = browser.visited.find(({ pathname }) => pathname === '/_auth/callback');
    const reply = await browser.ask(url ?? '');
    expect(reply.status).toBe(302);
    expect(reply.headers['location']).toBe('/');
    expect(reply.headers['set-cookie'] ?? []).toEqual([]);
  });

  test('turn away a code that Cognito did not give', async () => {
    const stranger = new Browser(system.url);
    const form = await stranger.open(`${system.url}/app/`);
    const login = stranger.visited.find(({ pathname }) => pathname === '/oauth2/authorize');
    const state = login?.searchParams.get('state') ?? '';
    expect(form.url.hostname).toBe('127.0.0.1');
    const query = new URLSearchParams({ code: 'made-up', state });
    const visit = await stranger.open(`${system.url}/_auth/callback?${query.toString()}`);
    expect(visit.url.pathname).toBe('/_auth/callback');
    expect(visit.status).toBe(400);
    expectStrict(visit);
    expect(stranger.cookieNames).toEqual([]);
  });

  // The link is damaged; Cognito is well, and coming back later helps nobody.
  test.each(['', '&code=a&code=b'])(
    'say that a callback like this is a bad request: …%s',
    async (rest) => {
      const stranger = new Browser(system.url);
      await stranger.open(`${system.url}/app/`);
      const login = stranger.visited.find(({ pathname }) => pathname === '/oauth2/authorize');
      const state = login?.searchParams.get('state') ?? '';
      const { status } = await stranger.open(`${system.url}/_auth/callback?state=${state}${rest}`);
      expect(status).toBe(400);
    },
  );

  test('do not sign a stranger in by a link to ada’s callback', async () => {
    const stranger = new Browser(system.url);
    const url = browser.visited.find(({ pathname }) => pathname === '/_auth/callback');
    const { url: end, body } = await stranger.open(url ?? '');
    expect(end.hostname).toBe('127.0.0.1');
    expect(body).toMatch(/name="password"/);
    expect(stranger.cookie(sessionCookie)).toBeUndefined();
  });
});

describe('session', () => {
  test('tells who is signed in', async () => {
    const reply = await scripted('/_auth/session');
    expect(reply.status).toBe(200);
    expectStrict(reply);
    const token = parseToken(browser.cookie(sessionCookie) ?? '');
    expect(JSON.parse(reply.body)).toEqual({
      sub: system.cognito.users.get('ada')?.sub,
      sid: token?.sid,
      groups: ['admins'],
      iat: token?.iat,
      exp: token?.exp,
    });
  });

  test('opens the files that are for her', async () => {
    for (const path of ['/app/data/report.json', '/admin/']) {
      expect((await scripted(path)).status).toBe(200);
    }
    expect((await scripted('/app/data/report.json', new Browser(system.url))).status).toBe(401);
  });

  test('is refused when one character of it is another', async () => {
    const token = browser.cookie(sessionCookie) ?? '';
    const forged = token.replace(/\.([\w-]{22})$/, (_, mac: string) =>
      mac.startsWith('A') ? `.B${mac.slice(1)}` : `.A${mac.slice(1)}`,
    );
    const reply = await new Browser(system.url).ask(`${system.url}/_auth/session`, {
      headers: { ...scripting, cookie: `${sessionCookie}=${forged}` },
    });
    expect(reply.status).toBe(401);
    expect(JSON.parse(reply.body)).toMatchObject({ error: 'login_required', reason: 'bad-mac' });
  });
});

describe('logout', () => {
  test('does nothing for another site, but asks', async () => {
    const reply = await browser.ask(`${system.url}/_auth/logout`, {
      headers: { ...navigating('cross-site') },
    });
    expect(reply.status).toBe(200);
    expectStrict(reply);
    expect((await scripted('/_auth/session')).status).toBe(200);
  });

  test('ends the session, the refresh token and the browser’s session at Cognito', async () => {
    const events: string[] = [];
    const unsubscribe = system.cognito.subscribe(({ type }) => events.push(type));
    const visit = await browser.open(`${system.url}/_auth/logout`);
    unsubscribe();
    expect(visit.url.href).toBe(`${system.url}/_auth/logout`);
    expect(visit.status).toBe(200);
    expectStrict(visit);
    expect(visit.body).toContain('You are signed out');
    expect(events).toEqual(['sign-in-revoked', 'browser-session-ended']);
    expect(browser.cookieNames).toEqual([signedOutCookie]);
    seenBodies.push(visit.body);
  });

  test('leaves nobody signed in', async () => {
    expect((await scripted('/_auth/session')).status).toBe(401);
    expect((await scripted('/app/data/report.json')).status).toBe(401);
    const { url, body } = await browser.open(`${system.url}/app/`);
    expect(url.hostname).toBe('127.0.0.1');
    expect(body).toMatch(/name="password"/);
  });
});

describe('the log', () => {
  test('has one line of JSON for each request', () => {
    const asked = browser.visited.filter(({ pathname }) => pathname.startsWith('/_auth/'));
    expect(log().length).toBeGreaterThanOrEqual(asked.length);
    for (const line of log()) {
      const entry = JSON.parse(line) as { status: number };
      expect(entry).toMatchObject({
        level: entry.status >= 500 ? 'error' : 'info',
        requestId: expect.any(String) as unknown,
        endpoint: expect.stringMatching(/^[a-z]+$/) as unknown,
        status: expect.any(Number) as unknown,
        outcome: expect.any(String) as unknown,
        ms: expect.any(Number) as unknown,
      });
    }
    expect(log().filter((line) => line.includes('"cold":true'))).toHaveLength(1);
  });

  test('holds nothing that was secret', () => {
    const secrets = secretsOf(system, browser);
    const kinds = new Set(secrets.map(([kind]) => kind));
    expect([...kinds].sort()).toEqual(
      [
        'cookie',
        'mac',
        'code',
        'root key',
        'session key',
        'login key',
        'code verifier',
        'nonce',
        'password',
      ].sort(),
    );
    const text = all.join('\n');
    for (const [kind, value] of secrets) {
      expect(value.length).toBeGreaterThan(8);
      if (text.includes(value)) throw new Error(`a ${kind} is in the log`);
    }
    // Any JWT or refresh token, whether this run saw it or not.
    expect(text).not.toMatch(/eyJ|__Host-|__Secure-/);
  });

  test('nor does any page', () => {
    const text = seenBodies.join('\n');
    for (const [kind, value] of secretsOf(system, browser)) {
      if (text.includes(value)) throw new Error(`a ${kind} is on a page`);
    }
    expect(browser.visited.some(({ href }) => href.includes(loginCookiePrefix))).toBe(false);
  });
});
