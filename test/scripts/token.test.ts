/** A script signs in with `POST token`, with nothing but an HTTP client (RFC 8693). */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startSystem, type LocalSystem } from '../../local/system.ts';
import { decodeGroups, parseToken } from '../../session/token.ts';
import { call, grantOf, postForm, signInAtCognito, types, type Answer } from './client.ts';

const page = '/app/data/report.json';

let system: LocalSystem;
const log: string[] = [];

beforeAll(async () => {
  system = await startSystem({ onLog: (line) => log.push(line) });
});

afterAll(() => system?.close());

const exchange = (
  grant: Readonly<Record<string, string>> | string,
  headers?: Readonly<Record<string, string>>,
) => postForm(`${system.url}/_auth/token`, grant, headers);

const sessionOf = ({ json }: Answer) => String(json['access_token']);

async function freshSession(username?: string): Promise<string> {
  const { IdToken } = await signInAtCognito(system, username);
  return sessionOf(await exchange(grantOf(IdToken)));
}

describe('a script', () => {
  test('is let in with a session for its ID token, and not without', async () => {
    const session = await freshSession();
    const withCookie = { headers: { cookie: `__Host-latchkey=${session}` } };
    expect((await call(system.url + page)).status).toBe(401);
    const answer = await call(system.url + page, withCookie);
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toMatch(/json/);
  });

  test('needs no header that browsers send', async () => {
    const { IdToken } = await signInAtCognito(system);
    const answer = await exchange(grantOf(IdToken));
    expect(answer.status).toBe(200);
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  test('may open what its groups may, and no more', async () => {
    const may = async (user: string) => {
      const cookie = `__Host-latchkey=${await freshSession(user)}`;
      return (await call(`${system.url}/admin/`, { headers: { cookie } })).status;
    };
    expect([await may('ada'), await may('grace')]).toEqual([200, 403]);
    const claims = parseToken(await freshSession('ada'));
    expect(decodeGroups(claims?.groups ?? '')).toEqual(['admins']);
  });

  test('cannot use the JWT itself as a session', async () => {
    const { IdToken } = await signInAtCognito(system);
    const headers = { cookie: `__Host-latchkey=${IdToken}` };
    const { status, json } = await call(system.url + page, { headers });
    expect([status, json['reason']]).toEqual([401, 'malformed']);
  });

  test('cannot use its session as a bearer token where that is turned off', async () => {
    const headers = { authorization: `Bearer ${await freshSession()}` };
    const { status, json } = await call(system.url + page, { headers });
    expect([status, json['reason']]).toEqual([401, 'none']);
  });

  test('uses it as a bearer token where that is turned on', async () => {
    const own = await startSystem({ edge: { bearer: true } });
    try {
      const { IdToken } = await signInAtCognito(own);
      const answer = await postForm(`${own.url}/_auth/token`, grantOf(IdToken));
      expect(answer.json['token_type']).toBe('Bearer');
      const read = (token: string) =>
        call(own.url + page, { headers: { authorization: `Bearer ${token}` } });
      expect((await read(sessionOf(answer))).status).toBe(200);
      expect((await read(IdToken)).status).toBe(401);
      expect((await read(`${sessionOf(answer)}x`)).status).toBe(401);
    } finally {
      await own.close();
    }
  });
});

describe('the answer', () => {
  test('has the members of RFC 8693, section 2.2.1, and no others', async () => {
    const { IdToken } = await signInAtCognito(system);
    const { status, json, headers } = await exchange(grantOf(IdToken));
    expect(status).toBe(200);
    expect(json).toEqual({
      access_token: expect.stringMatching(/^1\.[\w.%~-]+$/) as unknown,
      issued_token_type: types.access,
      token_type: 'N_A',
      expires_in: expect.any(Number) as unknown,
    });
    expect(headers['content-type']).toMatch(/^application\/json/);
    expect(headers['cache-control']).toMatch(/no-store/);
    const claims = parseToken(String(json['access_token']));
    expect(claims?.sub).toBe(system.cognito.users.get('ada')?.sub);
    expect(Number(json['expires_in'])).toBeGreaterThan(1700);
    expect(Number(json['expires_in'])).toBeLessThanOrEqual(1800);
  });

  test('names the same sign-in however often its token is exchanged', async () => {
    const { IdToken } = await signInAtCognito(system);
    const sids = [1, 2].map(
      async () => parseToken(sessionOf(await exchange(grantOf(IdToken))))?.sid,
    );
    const [one, two] = await Promise.all(sids);
    expect(one).toMatch(/^[\w-]{16}$/);
    expect(two).toBe(one);
    expect(parseToken(await freshSession())?.sid).not.toBe(one);
  });

  test('brings a cookie to a page of this origin, to nobody else', async () => {
    const { IdToken } = await signInAtCognito(system);
    const own = { 'sec-fetch-site': 'same-origin', origin: system.url };
    const page = await exchange(grantOf(IdToken), own);
    expect(page.headers['set-cookie']).toEqual([
      expect.stringMatching(/^__Host-latchkey=1\.[^;]+; Path=\/; Secure; HttpOnly; SameSite=Lax;/),
    ]);
    const typed = await exchange(grantOf(IdToken), { 'sec-fetch-site': 'none' });
    expect([typed.status, typed.headers['set-cookie']]).toEqual([200, undefined]);
  });
});

test('no token stands in the log', () => {
  expect(log.length).toBeGreaterThan(5);
  expect(log.join('\n')).not.toMatch(/eyJ|\b1\.[a-z0-9]{6,8}\.[a-z0-9]{6}\./);
});
