/** After a sign-out: what somebody tries who has a copy of the cookies. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { formatSignOut } from '../../session/sign-out.ts';
import type { Browser } from '../browser/browser.ts';
import {
  exchangeToken,
  idTokenOf,
  newUser,
  signedIn,
  startWorld,
  whoIs,
  type World,
} from './world.ts';

/** Seconds that the store takes until the edges know. */
const propagation = 10;
const sessionTtl = 1800;
const maxAge = 3600;

let world: World;

/** Signs out, and waits until the store has it. */
async function signOut(person: Browser): Promise<void> {
  const written = world.logged('sign-outs-written');
  await person.open('/_auth/logout');
  await written;
}

const renew = (person: Browser) => person.post('/_auth/renew');
const refresh = (person: Browser) => person.post('/_auth/refresh');
const pass = (seconds: number) => {
  world.system.advance(seconds);
};

describe('a copied session cookie', () => {
  beforeAll(async () => {
    world = await startWorld();
    world.system.account.store.propagationMs = propagation * 1000;
  });

  afterAll(async () => {
    await world?.close();
  });

  async function victimAndThief() {
    const user = newUser(world.system);
    const victim = await signedIn(world.system, user);
    return { user, victim, thief: victim.copy() };
  }

  test('passes until the store has reached the edge, and is refused from then on', async () => {
    const { user, victim, thief } = await victimAndThief();
    await signOut(victim);
    pass(propagation - 1);
    expect(await whoIs(thief)).toBe(user.sub);
    expect((await thief.fetch('/app/data/report.json')).status).toBe(200);
    pass(1);
    expect(await whoIs(thief)).toBe('revoked');
    const refused = await thief.fetch('/app/data/report.json');
    expect(refused.status).toBe(401);
    expect(JSON.parse(refused.body)).toMatchObject({ reason: 'revoked' });
  });

  test('stays refused for as long as it could be renewed, and is too old then', async () => {
    const { victim, thief } = await victimAndThief();
    await signOut(victim);
    for (let passed = 0; passed < maxAge; passed += 600) {
      pass(600);
      expect(['revoked', 'expired']).toContain(await whoIs(thief));
    }
    pass(120);
    expect(await whoIs(thief)).toBe('expired');
    expect((await renew(thief)).status).toBe(401);
    expect((await refresh(thief)).status).toBe(401);
  });

  test('is not revived by a renewal just before or after the sign-out', async () => {
    const { user, victim, thief } = await victimAndThief();
    const byPage = thief.copy();
    pass(sessionTtl / 2 + 60);
    const before = await renew(thief);
    expect(before.status).toBe(204);
    await signOut(victim);
    const old = byPage.token;
    const redirected = await byPage.ask('/app/');
    expect(redirected.status).toBe(302);
    expect(byPage.token).not.toBe(old);
    const after = thief.copy();
    expect((await renew(after)).status).toBe(204);
    for (const each of [thief, byPage, after]) expect(await whoIs(each)).toBe(user.sub);
    pass(propagation);
    for (const each of [thief, byPage, after]) {
      expect(await whoIs(each)).toBe('revoked');
      expect((await renew(each)).status).toBe(401);
      expect((await refresh(each)).status).toBe(401);
    }
  });

  test('is not revived by a refresh that began before the sign-out', async () => {
    const { victim, thief } = await victimAndThief();
    pass(5);
    expect((await refresh(thief)).status).toBe(200);
    await signOut(victim);
    expect((await refresh(thief)).status).toBe(401);
    pass(propagation);
    expect(await whoIs(thief)).toBe('revoked');
  });

  test('is not revived by a JWT of the same sign-in', async () => {
    const { victim, thief } = await victimAndThief();
    const jwt = await idTokenOf(world.system, thief);
    await signOut(victim);
    pass(propagation);
    const thieves = [thief.copy().forget(), thief];
    for (let passed = 0; passed <= maxAge; passed += 600) {
      for (const each of thieves) {
        // What comes of it has the name of the sign-in that was ended.
        await exchangeToken(each, jwt);
        expect(['revoked', 'expired']).toContain(await whoIs(each));
        expect((await each.fetch('/app/data/report.json')).status).toBe(401);
        expect((await renew(each)).status).toBe(401);
      }
      pass(600);
    }
  });

  test('leads to the form, with or without the cookie', async () => {
    const { user, victim, thief } = await victimAndThief();
    await signOut(victim);
    pass(propagation);
    for (const each of [thief, thief.copy().forget()]) {
      const visit = await each.open('/app/');
      expect(visit.url.hostname).toBe('127.0.0.1');
      expect(visit.body).toContain('name="password"');
    }
    await thief.submit(await thief.open('/app/'), { ...user });
    expect(await whoIs(thief)).toBe(user.sub);
  });

  test('of another browser of the same person stays good', async () => {
    const { user, victim } = await victimAndThief();
    const elsewhere = await signedIn(world.system, user);
    await signOut(victim);
    pass(propagation);
    expect(await whoIs(elsewhere)).toBe(user.sub);
    pass(sessionTtl + 1);
    expect((await elsewhere.open('/app/')).url.pathname).toBe('/app/');
    expect(await whoIs(elsewhere)).toBe(user.sub);
  });

  test('of many who sign out at once is told fifty at a time', async () => {
    const { store, signOuts } = world.system.account;
    const before = store.calls.of('UpdateKeys');
    const subs = Array.from({ length: 98 }, (_, at) => `leaving-${at}`);
    const written = world.logged('sign-outs-written');
    for (const sub of subs) signOuts.send(formatSignOut({ sub, sid: 'sign-in-number-1' }));
    await written;
    expect(store.calls.of('UpdateKeys') - before).toBe(2);
    for (const sub of subs) expect(store.get(`r:${sub}`)).toContain('sign-in-number-1');
  });
});

describe('where a sign-out is not told to the edges', () => {
  beforeAll(async () => {
    world = await startWorld({ tellsEdges: false });
  });

  afterAll(async () => {
    await world?.close();
  });

  test('a copied cookie works until maxAge, and the store is never called', async () => {
    const { system } = world;
    const { store, signOuts } = system.account;
    const user = newUser(system);
    const victim = await signedIn(system, user);
    const thief = victim.copy();
    const callsOfSignIn = store.calls.byOperation();
    await victim.open('/_auth/logout');
    expect(await whoIs(victim)).toBe('none');
    for (let passed = 0; passed + 1200 < maxAge; passed += 1200) {
      pass(1200);
      expect(await whoIs(thief)).toBe(user.sub);
      expect((await renew(thief)).status).toBe(204);
    }
    pass(1201);
    expect(await whoIs(thief)).toBe('expired');
    expect((await refresh(thief)).status).toBe(401);
    expect(store.calls.byOperation()).toEqual(callsOfSignIn);
    expect(signOuts.calls.total).toBe(0);
  });
});
