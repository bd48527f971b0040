/** The local system, people in it, and what can be said of them. */
import { expect } from '@jest/globals';
import {
  localClientId,
  startSystem,
  type LocalSystem,
  type SystemOptions,
} from '../../local/system.ts';
import { refreshCookie } from '../../session/names.ts';
import { parseToken } from '../../session/token.ts';
import { Browser, type Answer } from '../browser/browser.ts';

export interface World {
  readonly system: LocalSystem;
  /** What the Lambdas have logged, parsed. */
  readonly log: Record<string, unknown>[];
  /** Resolves at the next line with this outcome. */
  logged(outcome: string): Promise<void>;
  close(): Promise<void>;
}

export async function startWorld(options: SystemOptions = {}): Promise<World> {
  const log: Record<string, unknown>[] = [];
  const waiting = new Set<{ readonly outcome: string; resolve(): void }>();
  const system = await startSystem({
    ...options,
    onLog: (line) => {
      const entry = JSON.parse(line) as Record<string, unknown>;
      log.push(entry);
      for (const one of waiting) {
        if (one.outcome !== entry['outcome']) continue;
        waiting.delete(one);
        one.resolve();
      }
    },
  });
  return {
    system,
    log,
    logged: (outcome) =>
      new Promise((resolve) => {
        waiting.add({ outcome, resolve });
      }),
    close: () => system.close(),
  };
}

export interface Account {
  readonly username: string;
  readonly password: string;
  readonly sub: string;
}

let made = 0;

/** A user whom nobody has seen before. */
export function newUser(system: LocalSystem): Account {
  const username = `user-${++made}`;
  const password = `password of ${username}`;
  const email = `${username}@example.com`;
  const { sub } = system.cognito.users.add({ username, email, password, groups: [] });
  return { username, password, sub };
}

/** A browser in which a user has signed in. */
export async function signedIn(system: LocalSystem, user: Account, site = system.url) {
  const person = new Browser(site);
  await signInAgain(person, user);
  return person;
}

/** By the form, wherever it is asked for, until the page is there. */
export async function signInAgain(person: Browser, user: Account): Promise<void> {
  let visit: Answer = await person.open('/app/');
  for (let forms = 0; isForm(visit) && forms < 2; forms++)
    visit = await person.submit(visit, { ...user });
  expect({ path: visit.url.pathname, status: visit.status }).toEqual({
    path: '/app/',
    status: 200,
  });
}

/** Whether Cognito asks for the password. */
export function isForm({ url, body }: Answer): boolean {
  return url.hostname === '127.0.0.1' && body.includes('name="password"');
}

/** Who is signed in, by what the site says: a `sub`, or why nobody is. */
export async function whoIs(person: Browser, cookie?: string): Promise<string> {
  const answer = await person.fetch('/_auth/session', cookie === undefined ? {} : { cookie });
  const { sub, reason } = JSON.parse(answer.body) as { sub?: string; reason?: string };
  return sub ?? reason ?? answer.body;
}

export const sidOf = (person: Browser) => parseToken(person.token)?.sid ?? '';

/** An ID token of a person's sign-in, got from Cognito with the refresh token of the cookie. */
export async function idTokenOf(system: LocalSystem, person: Browser): Promise<string> {
  const answer = await new Browser(`http://127.0.0.1:${system.port}`).ask('/oauth2/token', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: localClientId,
      refresh_token: person.cookie(refreshCookie) ?? '',
    }).toString(),
  });
  const { id_token: idToken } = JSON.parse(answer.body) as { id_token?: string };
  if (idToken === undefined) throw new Error('Cognito gave no ID token');
  return idToken;
}

/** `POST token`, as an app with its own form sends it. */
export function exchangeToken(person: Browser, idToken: string): Promise<Answer> {
  return person.fetch('/_auth/token', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
      subject_token: idToken,
    }).toString(),
  });
}

/** Opens a page, and goes to Cognito without what asks it for the password. */
export async function openWithoutPrompt(person: Browser): Promise<Answer> {
  let visit = await person.ask('/app/');
  for (let hops = 0; visit.headers.location !== undefined; hops++) {
    if (hops > 20) throw new Error('this goes round');
    const next = new URL(visit.headers.location, visit.url);
    next.searchParams.delete('prompt');
    visit = await person.ask(next);
  }
  return visit;
}
