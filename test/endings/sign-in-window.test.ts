/**
 * What a revocation costs sign-ins, and what somebody tries whose user was revoked: Cognito's memory
 * of the browser to its last moment, and later the tokens that it was good for.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { memoryAfterRevocation } from '../../keys/sign-in-window.ts';
import { localClientId } from '../../local/system.ts';
import { managedLoginAge } from '../../session/lifetimes.ts';
import { Browser } from '../browser/browser.ts';
import { endUser } from './operator.ts';
import {
  exchangeToken,
  idTokenOf,
  newUser,
  openWithoutPrompt,
  signedIn,
  startWorld,
  whoIs,
  type World,
} from './world.ts';

/** Seconds until every Lambda and edge has heard of it. */
const settled = 61;

let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(async () => {
  await world?.close();
});

const asked = () => world.system.account.store.calls.of('GetKey');

/** Every way to be let in, and out. */
async function comeAndGo(): Promise<void> {
  const { system } = world;
  const person = await signedIn(system, newUser(system));
  system.advance(5);
  expect((await person.forget().open('/app/')).status).toBe(200);
  expect((await person.post('/_auth/refresh')).status).toBe(200);
  expect((await exchangeToken(person, await idTokenOf(system, person))).status).toBe(200);
  await person.open('/_auth/logout');
}

/** Cognito's tokens for what it remembers of a browser, asked for by a program. */
async function tokensFor(browser: Browser): Promise<{ id_token: string; refresh_token: string }> {
  const { port, url } = world.system;
  const redirectUri = `${url}/_auth/callback`;
  const query = { client_id: localClientId, response_type: 'code', scope: 'openid' };
  let next = new URL(`http://127.0.0.1:${port}/oauth2/authorize`);
  next.search = new URLSearchParams({ ...query, redirect_uri: redirectUri }).toString();
  while (next.hostname === '127.0.0.1') {
    const { headers } = await browser.ask(next);
    next = new URL(headers.location ?? '', next);
  }
  const code = next.searchParams.get('code') ?? '';
  return askToken({ grant_type: 'authorization_code', redirect_uri: redirectUri, code });
}

async function askToken(form: Readonly<Record<string, string>>) {
  const cognito = new Browser(`http://127.0.0.1:${world.system.port}`);
  const answer = await cognito.ask('/oauth2/token', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ client_id: localClientId, ...form }).toString(),
  });
  return JSON.parse(answer.body) as { id_token: string; refresh_token: string };
}

test('where nobody was revoked, the store is asked nothing', async () => {
  await comeAndGo();
  expect(asked()).toBe(0);
});

describe('a revoked user', () => {
  test('does not come back by Cognito’s memory, to its last moment', async () => {
    const { system } = world;
    const user = newUser(system);
    const person = await signedIn(system, user);
    endUser(system, user.username);
    system.advance(settled);
    for (let age = settled; age < managedLoginAge; age += 500) {
      const other = person.copy().forget();
      await openWithoutPrompt(other);
      expect(await whoIs(other)).not.toBe(user.sub);
      system.advance(Math.min(500, Math.max(1, managedLoginAge - 1 - age)));
    }
    expect(asked()).toBeGreaterThan(0);
  });

  test('nor, when nobody else is asked about any more, by tokens that it was good for', async () => {
    const { system } = world;
    const user = newUser(system);
    const person = await signedIn(system, user);
    system.advance(5);
    endUser(system, user.username);
    system.advance(settled);
    const tokens = await tokensFor(person.copy());
    system.advance(2 * memoryAfterRevocation);
    const before = asked();
    await comeAndGo();
    expect(asked()).toBe(before);
    const { id_token: late } = await askToken({
      grant_type: 'refresh_token',
      refresh_token: tokens.refresh_token,
    });
    const other = new Browser(system.url);
    expect((await exchangeToken(other, late)).status).toBe(400);
    expect(await whoIs(other)).toBe('none');
    expect(asked()).toBe(before + 1);
  });
});
