/**
 * After an operator has ended sessions: every way in that needs no password, for each of the ways
 * in which Cognito may date and name what it refreshes.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { everyoneOutAhead } from '../../keys/rotation.ts';
import type { LocalSystem, SystemOptions } from '../../local/system.ts';
import { refreshCookie, sessionCookie } from '../../session/names.ts';
import { dropKeys, endEverything, endSignIn, endUser } from './operator.ts';
import type { Browser, Visit } from '../browser/browser.ts';
import {
  exchangeToken,
  idTokenOf,
  isForm,
  newUser,
  openWithoutPrompt,
  sidOf,
  signedIn,
  signInAgain,
  startWorld,
  whoIs,
  type Account,
  type World,
} from './world.ts';

const sessionTtl = 1800;

/** Seconds after which the Lambda has read the ring anew, and a sign-in is from after the end. */
const settled = everyoneOutAhead + 1;

const pools: readonly (readonly [name: string, options: SystemOptions])[] = [
  ['keeps auth_time', { cognito: { authTimeOnRefresh: 'kept' } }],
  ['dates each refresh anew', { cognito: { authTimeOnRefresh: 'refresh' } }],
  ['names no sign-in', { client: { originJti: false } }],
  [
    'names no sign-in and dates each refresh anew',
    { client: { originJti: false }, cognito: { authTimeOnRefresh: 'refresh' } },
  ],
];

type End = (system: LocalSystem, user: Account, person: Browser) => void;

const endThisSignIn: End = (system, user, person) => {
  endSignIn(system, { sub: user.sub, sid: sidOf(person) });
};

const endings: readonly (readonly [name: string, end: End])[] = [
  [
    'the user was revoked',
    (system, user) => {
      endUser(system, user.username);
    },
  ],
  ['the sign-in was revoked', endThisSignIn],
  ['everyone was signed out', endEverything],
];

describe.each(pools)('where Cognito %s', (_pool, options) => {
  let world: World;

  beforeAll(async () => {
    world = await startWorld(options);
  });

  afterAll(async () => {
    await world?.close();
  });

  describe.each(endings)('after %s', (_ending, end) => {
    /** Somebody who has been in, and is out now. */
    async function ended(): Promise<{ user: Account; person: Browser; jwt: string }> {
      const { system } = world;
      const user = newUser(system);
      const person = await signedIn(system, user);
      system.advance(5);
      const jwt = await idTokenOf(system, person);
      system.advance(5);
      end(system, user, person);
      system.advance(settled);
      return { user, person, jwt };
    }

    /** Cognito asked for the password, because it was told to. */
    async function expectForm(person: Browser, visit: Visit): Promise<void> {
      expect(isForm(visit)).toBe(true);
      const asked = person.visited.filter(({ pathname }) => pathname === '/oauth2/authorize');
      expect(asked.at(-1)?.searchParams.get('prompt')).toBe('login');
      await expectNobody(person);
    }

    async function expectNobody(person: Browser): Promise<void> {
      expect(['none', 'revoked', 'signed-out', 'unknown-key', 'expired']).toContain(
        await whoIs(person),
      );
      expect((await person.fetch('/app/data/report.json')).status).toBe(401);
    }

    test('a page leads to the form', async () => {
      const { person } = await ended();
      await expectForm(person, await person.open('/app/'));
    });

    test('a page leads to the form when the token has expired, too', async () => {
      const { person } = await ended();
      world.system.advance(sessionTtl);
      await expectForm(person, await person.open('/app/'));
    });

    test('a script cannot refresh', async () => {
      const { person } = await ended();
      for (const seconds of [0, sessionTtl]) {
        world.system.advance(seconds);
        const answer = await person.post('/_auth/refresh');
        expect(answer.status).toBe(401);
        expect(answer.headers['set-cookie']).toBeUndefined();
        await expectNobody(person);
      }
    });

    test('Cognito’s memory of the browser is no way in, with the session cookie', async () => {
      const { person } = await ended();
      await expectForm(person, await person.forget(refreshCookie).open('/app/'));
    });

    test('Cognito’s memory of the browser is no way in, without any cookie', async () => {
      const { person } = await ended();
      await expectForm(person, await person.forget().open('/app/'));
    });

    test('a refresh token alone is no way in', async () => {
      const { person } = await ended();
      await expectForm(person, await person.forget(sessionCookie).open('/app/'));
    });

    test.each([
      ['with all cookies', (person: Browser) => person],
      ['without any of the site', (person: Browser) => person.forget()],
    ])('taking prompt=login out of the address is no way in, %s', async (_, prepare) => {
      const { person } = await ended();
      await openWithoutPrompt(prepare(person));
      await expectNobody(person);
    });

    test('a token whose key is gone is no way in', async () => {
      const { person } = await ended();
      dropKeys(world.system);
      world.system.advance(settled);
      const scripted = person.copy();
      const answer = await scripted.post('/_auth/refresh');
      expect(answer.status).toBe(401);
      await expectNobody(scripted);
      await expectForm(person, await person.open('/app/'));
    });

    test('a token that names a later time and no known key is no way in', async () => {
      const { person } = await ended();
      const now = Math.floor(world.system.clocks.edge.now() / 1000).toString(36);
      const parts = person.token.split('.');
      person.setCookie(sessionCookie, parts.with(1, 'nokey').with(2, now).join('.'));
      const answer = await person.post('/_auth/refresh');
      expect(answer.status).toBe(401);
      await expectNobody(person);
      await expectForm(person, await person.open('/app/'));
    });

    // Nothing in such a JWT says of which sign-in it is: there, only the user can be revoked.
    const isNamed = options.client?.originJti !== false || end !== endThisSignIn;
    (isNamed ? test : test.skip)('a JWT from before is no way in', async () => {
      const { person, jwt } = await ended();
      for (const each of [person, person.copy().forget()]) {
        const answer = await exchangeToken(each, jwt);
        expect(answer.status).toBe(400);
        expect(JSON.parse(answer.body)).toMatchObject({ error: 'invalid_grant' });
        await expectNobody(each);
      }
    });

    test('the password is, and the new session stays', async () => {
      const { user, person } = await ended();
      const { system } = world;
      await signInAgain(person, user);
      expect(await whoIs(person)).toBe(user.sub);
      system.advance(sessionTtl + 5);
      expect((await person.open('/app/')).status).toBe(200);
      expect(await whoIs(person)).toBe(user.sub);
      system.advance(sessionTtl + 5);
      expect((await person.post('/_auth/refresh')).status).toBe(200);
      expect(await whoIs(person)).toBe(user.sub);
    });
  });
});
