/** A distribution, a user pool, a client and an origin that were there before, deployed here. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { HttpHandler, HttpRequest } from '../../local/http.ts';
import { demoUsers } from '../../local/demo.ts';
import { isForm } from '../endings/world.ts';
import { Browser, navigating, scripting } from '../browser/browser.ts';
import { synthesize, type Assembly } from './assembly.ts';
import { deploy, type DeployedSystem } from './deploy.ts';
import { companyPool, existing, intranet } from './stacks.ts';

describe('what was there before', () => {
  let assembly: Assembly;
  let system: DeployedSystem;
  /** What the company's own server was asked. */
  const asked: HttpRequest[] = [];
  const server: HttpHandler = (request) => {
    asked.push(request);
    const body = `for ${request.headers['x-latchkey-sub'] ?? 'anybody'}`;
    const headers = { 'content-type': 'text/plain', 'cache-control': 'max-age=60' };
    return Promise.resolve({ status: 200, headers, body });
  };

  beforeAll(async () => {
    assembly = synthesize(existing);
    system = await deploy(assembly, {
      existingPool: companyPool,
      origins: { [intranet]: server },
    });
    // What the company does by hand: only where the client was made can they be set.
    system.cognito.setClient('companyclient', {
      callbackUrls: [`${system.url}/sign-in/callback`],
      logoutUrls: [`${system.url}/sign-in/logout`],
    });
  });

  afterAll(async () => {
    await system?.close();
    assembly?.remove();
  });

  const signedIn = async (username: string) => {
    const user = demoUsers.find((one) => one.username === username)!;
    const person = new Browser(system.url);
    const form = await person.open('/reports?year=2026');
    expect(isForm(form)).toBe(true);
    const page = await person.submit(form, { username, password: user.password });
    expect([page.status, page.url.href]).toEqual([200, `${system.url}/reports?year=2026`]);
    return person;
  };

  test('the public page needs no session, and nobody gives themselves an identity', async () => {
    const person = new Browser(system.url);
    const page = await person.ask('/', {
      headers: { ...navigating(), 'x-latchkey-sub': 'admin', 'x-latchkey-groups': 'admins' },
    });
    expect([page.status, page.body]).toEqual([200, 'for anybody']);
    expect(asked.at(-1)?.headers['host']).toBe(intranet);
  });

  test('a program gets 401, under the auth path that was chosen', async () => {
    const answer = await new Browser(system.url).ask('/api/things', { headers: scripting });
    expect(answer.status).toBe(401);
    expect(JSON.parse(answer.body)).toMatchObject({ login: '/sign-in/login' });
  });

  test('sign-in by the client with the secret; the origin is told who asks', async () => {
    const person = await signedIn('grace');
    const { sub } = system.cognito.users.get('grace')!;
    const { headers, url } = asked.at(-1)!;
    expect(url).toBe('/reports?year=2026');
    expect(headers['x-latchkey-sub']).toBe(sub);
    expect(headers['cookie'] ?? '').not.toContain('__Host-latchkey');
    expect((await person.ask('/admin/')).status).toBe(403);
  });

  test('what is cached is cached for each person, by the policy of the template', async () => {
    const [ada, grace] = [await signedIn('ada'), await signedIn('grace')];
    const subs = ['ada', 'grace'].map((name) => system.cognito.users.get(name)!.sub);
    const before = asked.length;
    for (let round = 0; round < 2; round++) {
      expect((await ada.ask('/mine/page')).body).toBe(`for ${subs[0]}`);
      expect((await grace.ask('/mine/page')).body).toBe(`for ${subs[1]}`);
    }
    expect(asked).toHaveLength(before + 2);
    const [request] = asked.slice(-1);
    expect(request?.headers).not.toHaveProperty('accept');
  });

  test('the old addresses of the auth path are the origin’s own now', async () => {
    const person = await signedIn('grace');
    expect((await person.ask('/_auth/login')).body).toMatch(/^for /);
    expect((await person.ask('/sign-in/other')).status).toBe(404);
  });

  test('needed nothing of AWS that the template does not allow', () => {
    expect(system.denied).toEqual([]);
  });
});
