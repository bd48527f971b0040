/** The minute after everyone was signed out, in which not all who should know of it do. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { endEverything } from './operator.ts';
import { isForm, newUser, signedIn, startWorld, whoIs, type Account, type World } from './world.ts';
import type { Browser } from '../browser/browser.ts';

const maxAge = 3600;

describe.each([
  ['keeps auth_time', 'kept'],
  ['dates each refresh anew', 'refresh'],
] as const)('where Cognito %s, and the edges learn late that everyone is out', (_, ways) => {
  let world: World;
  let user: Account;
  let person: Browser;

  beforeEach(async () => {
    world = await startWorld({ cognito: { authTimeOnRefresh: ways } });
    user = newUser(world.system);
    person = await signedIn(world.system, user);
    world.system.advance(120);
    world.system.account.store.propagationMs = 90_000;
    // Now the Lambda has read the ring, and keeps it for a minute.
    await whoIs(person);
    endEverything(world.system);
  });

  afterEach(async () => {
    await world?.close();
  });

  const refresh = () => person.post('/_auth/refresh');

  test('a refresh is refused as soon as the Lambda knows', async () => {
    world.system.advance(61);
    expect(await whoIs(person)).toBe(user.sub);
    expect((await refresh()).status).toBe(401);
    world.system.advance(30);
    expect(await whoIs(person)).toBe('signed-out');
  });

  test('Cognito’s memory of the browser is no way in as soon as the Lambda knows', async () => {
    world.system.advance(61);
    expect(isForm(await person.forget().open('/app/'))).toBe(true);
    expect(await whoIs(person)).toBe('none');
  });

  test('a refresh is refused five seconds later, long before the edges know', async () => {
    world.system.advance(5);
    expect(await whoIs(person)).toBe(user.sub);
    expect((await refresh()).status).toBe(401);
    world.system.advance(90);
    expect(await whoIs(person)).toBe('signed-out');
    world.system.advance(maxAge + 1);
    expect((await refresh()).status).toBe(401);
  });
});
