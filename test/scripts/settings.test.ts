/** What a deployment may set up at Cognito, seen from outside: secret, groups, provider, hosts. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { localDeploymentParameter, startSystem } from '../../local/system.ts';
import type { LocalSystem, SystemOptions } from '../../local/system.ts';
import { sessionCookie } from '../../session/names.ts';
import { decodeGroups, parseToken } from '../../session/token.ts';
import { Browser, type Visit } from '../browser/browser.ts';
import { fillIn, outcomeOf, page, signIn, signOut } from '../faults/outcomes.ts';
import { call } from './client.ts';

let system: LocalSystem | undefined;

afterEach(() => system?.close());

async function start(options: SystemOptions): Promise<LocalSystem> {
  system = await startSystem(options);
  return system;
}

const authorizeOf = ({ trail }: Visit) =>
  trail.find(({ pathname }) => pathname === '/oauth2/authorize')?.searchParams;

describe('a client with a secret', () => {
  const clientSecret = 'quite-a-secret-0123456789abcdef';

  test('signs in, refreshes and signs out, and shows it nowhere', async () => {
    const log: string[] = [];
    const answers: Visit[] = [];
    const own = await start({ client: { clientSecret }, onLog: (line) => log.push(line) });
    const browser = new Browser(own.url);
    const form = await browser.open(page);
    const end = await fillIn(browser, form);
    answers.push(form, end);
    expect([outcomeOf(end), end.url.pathname]).toEqual(['200', page]);
    const refreshed = await browser.post('/_auth/refresh');
    expect(refreshed.status).toBe(200);
    expect(await signOut(browser)).toBe('signed out');

    const shown = [...answers, refreshed].map(({ url, headers, body }) =>
      JSON.stringify([url, headers, body]),
    );
    const addresses = answers.flatMap(({ trail }) => trail.map(String));
    const parameter = own.account.parameters.get(localDeploymentParameter) ?? '';
    const places = { shown, addresses, log, environment: own.environment, parameter };
    expect(log.length).toBeGreaterThan(3);
    expect(Object.keys(own.environment).length).toBeGreaterThan(5);
    expect(JSON.stringify(places)).not.toContain(clientSecret);
    expect(JSON.stringify(places)).not.toContain(Buffer.from(clientSecret).toString('base64'));
  });

  test('is not let in with another one', async () => {
    const own = await start({ client: { clientSecret } });
    const browser = new Browser(own.url);
    const form = await browser.open(page);
    // Asked for by the Lambda at first need, which is after this.
    own.cognito.intercept(({ headers }) =>
      headers['x-amz-target'] === 'AWSCognitoIdentityProviderService.DescribeUserPoolClient'
        ? {
            status: 200,
            headers: { 'content-type': 'application/x-amz-json-1.1' },
            body: JSON.stringify({ UserPoolClient: { ClientSecret: 'another' } }),
          }
        : undefined,
    );
    expect(outcomeOf(await fillIn(browser, form))).toBe('503 page');
    expect(browser.cookie(sessionCookie)).toBeUndefined();
  });
});

describe('groups of another claim', () => {
  const user = (department: string) => ({
    username: 'grace',
    email: 'grace@example.com',
    password: 'hopper-1906',
    groups: ['ignored'],
    attributes: { 'custom:department': department },
  });

  test.each([
    ['admins', ['admins'], 200],
    ['sales, admins', ['admins'], 200],
    ['[sales, admins]', ['admins'], 200],
    ['["admins","sales"]', ['admins'], 200],
    ['administrators', [], 403],
    ['', [], 403],
  ])('a text like %s', async (department, groups, status) => {
    const own = await start({
      users: [user(department)],
      settings: { groupsClaim: 'custom:department' },
    });
    const browser = new Browser(own.url);
    expect(await signIn(browser)).toBe('in');
    const token = parseToken(browser.cookie(sessionCookie) ?? '');
    expect(decodeGroups(token?.groups ?? '')).toEqual(groups);
    expect((await browser.fetch('/admin/')).status).toBe(status);
  });
});

describe('an identity provider', () => {
  test('that is named is where people go, past Cognito’s chooser', async () => {
    const own = await start({
      client: { identityProviders: ['Corp'] },
      settings: { identityProvider: 'Corp' },
    });
    const visit = await new Browser(own.url).open(page);
    expect(authorizeOf(visit)?.get('identity_provider')).toBe('Corp');
    expect(visit.url.pathname).toBe('/corporate-sign-in');
  });

  test('that is not named is one of several', async () => {
    const own = await start({ client: { identityProviders: ['Corp'] } });
    const visit = await new Browser(own.url).open(page);
    expect(authorizeOf(visit)?.has('identity_provider')).toBe(false);
    expect(outcomeOf(visit)).toBe('form');
  });
});

describe('the host', () => {
  test('that the deployment does not list is a bad request', async () => {
    const own = await start({});
    const known = JSON.parse(own.account.parameters.get(localDeploymentParameter) ?? '') as object;
    const value = JSON.stringify({ ...known, hosts: ['www.example.com'] });
    own.account.parameters.put(localDeploymentParameter, value);
    for (const endpoint of ['login', 'callback', 'logout', 'session']) {
      const { status, json } = await call(`${own.url}/_auth/${endpoint}`);
      expect([endpoint, status, json['error']]).toEqual([endpoint, 400, 'invalid_request']);
    }
    expect(outcomeOf(await new Browser(own.url).open('/_auth/login'))).toBe('400 page');
  });

  test('is the one that was asked, whatever the viewer says of it', async () => {
    const own = await start({ hosts: ['site.localhost'] });
    const login = async (host: string) => {
      const headers = {
        host,
        accept: 'text/html',
        'x-latchkey-host': 'evil.example',
        'x-latchkey-verdict': 'ok',
        'x-forwarded-host': 'evil.example',
      };
      const { headers: received } = await call(`${own.url}/_auth/login`, { headers });
      return new URL(received.location ?? '').searchParams.get('redirect_uri');
    };
    for (const host of [`localhost:${own.port}`, `site.localhost:${own.port}`]) {
      expect(await login(host)).toBe(`http://${host}/_auth/callback`);
    }
  });
});
