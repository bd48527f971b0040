/** A local system with a person who is signed in at Cognito, for both ways of exchanging. */
import { startSystem, localClientId, type LocalSystem } from '../../local/system.ts';
import { Browser } from '../../test/browser/browser.ts';
import type { LambdaProgram } from './lambda-process.ts';
import { bundleCognitoAtEdge, ourBundle } from './bundle.ts';

/** The host that cognito-at-edge protects. */
export const theirHost = 'www.example.com';

/** In one group, whose name has seven letters. */
export const member = {
  username: '3f8a1c52-9d47-4b6e-8f10-2c5d7e9a1b34',
  email: 'member@example.com',
  password: 'a-long-password-1',
  groups: ['members'],
};

export interface World {
  readonly system: LocalSystem;
  readonly ours: LambdaProgram;
  readonly theirs: LambdaProgram;
  close(): Promise<void>;
}

export async function createWorld(): Promise<World> {
  const theirBundle = await bundleCognitoAtEdge();
  const system = await startSystem({
    users: [member],
    edge: { rules: [{ path: '/admin/*', allow: { groups: member.groups } }] },
  });
  const aws = `http://127.0.0.1:${system.port}`;
  const own = [`${system.url}/_auth/callback`, `https://${theirHost}`];
  system.cognito.setClient(localClientId, { callbackUrls: own });
  const path = process.env['PATH'] ?? '';
  return {
    system,
    ours: { bundle: ourBundle, env: { ...system.environment, PATH: path } },
    theirs: {
      bundle: theirBundle,
      env: {
        PATH: path,
        BENCH_HTTPS_TO: aws,
        BENCH_REGION: system.environment['AWS_REGION'] ?? '',
        BENCH_USER_POOL: userPoolOf(system),
        BENCH_CLIENT: localClientId,
        BENCH_DOMAIN: `127.0.0.1:${system.port}`,
      },
    },
    close: () => system.close(),
  };
}

const userPoolOf = ({ cognito }: LocalSystem) =>
  cognito.issuer.slice(cognito.issuer.lastIndexOf('/') + 1);

/** Where Cognito is asked to sign somebody in for cognito-at-edge. */
export function theirAuthorizeUrl({ port }: LocalSystem): string {
  const query = new URLSearchParams({
    redirect_uri: `https://${theirHost}`,
    response_type: 'code',
    client_id: localClientId,
    scope: 'openid',
    state: '/app/',
  });
  return `http://127.0.0.1:${port}/oauth2/authorize?${query.toString()}`;
}

/** A browser that is signed in at Cognito: from now on it hands out codes without a form. */
export async function signedInBrowser(system: LocalSystem): Promise<Browser> {
  const browser = new Browser(system.url);
  const form = await browser.open(theirAuthorizeUrl(system));
  const { username, password } = member;
  const done = await browser.ask(form.url, { form: { username, password } });
  if (done.headers.location === undefined) throw new Error('Cognito did not take the password');
  let next = new URL(done.headers.location, done.url);
  while (next.hostname === '127.0.0.1') next = await follow(browser, next);
  return browser;
}

async function follow(browser: Browser, url: URL): Promise<URL> {
  const { status, headers } = await browser.ask(url);
  if (headers.location === undefined) throw new Error(`${url.pathname} answered ${status}`);
  return new URL(headers.location, url);
}

/** Where Cognito sends the browser with a new code. */
export async function codeFor(browser: Browser, authorizeUrl: string): Promise<URL> {
  let next = new URL(authorizeUrl);
  do next = await follow(browser, next);
  while (next.hostname === '127.0.0.1');
  return next;
}
