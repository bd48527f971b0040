/**
 * Everyone out reaches some seconds ahead of the clock. Who signs in meanwhile does so for nothing:
 * they are told to come back, and not shown the form again and again.
 */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { everyoneOutAhead } from '../../keys/rotation.ts';
import { Browser, type Answer } from '../browser/browser.ts';
import { endEverythingAhead } from './operator.ts';
import {
  exchangeToken,
  idTokenOf,
  isForm,
  newUser,
  signedIn,
  signInAgain,
  startWorld,
  whoIs,
  type Account,
  type World,
} from './world.ts';

const deepLink = '/app/?year=2026&tag=a%20b';
let world: World;
let user: Account;

beforeEach(async () => {
  world = await startWorld();
  user = newUser(world.system);
});

afterEach(() => world?.close());

/** The seconds after which the page says to come back, and where its link leads. */
function comeBack({ status, headers, body }: Answer): { seconds: number; to: string } {
  expect({ status, title: /<h1>(.*)<\/h1>/.exec(body)?.[1] }).toEqual({
    status: 503,
    title: 'One moment, please',
  });
  const to = /<a href="([^"]*)"/.exec(body)?.[1] ?? '';
  return { seconds: Number(headers['retry-after']), to: to.replaceAll('&amp;', '&') };
}

/** Never earlier than the moment, and no later than that plus the second that began meanwhile. */
function expectSeconds(seconds: number): void {
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(everyoneOutAhead);
}

describe('whoever signs in before the moment', () => {
  test('is told when to come back, before there is a form, and is in by that way', async () => {
    endEverythingAhead(world.system);
    world.system.advance(5);
    const person = new Browser(world.system.url);
    const visit = await person.open(deepLink);
    const { seconds, to } = comeBack(visit);
    expectSeconds(seconds);
    world.system.advance(seconds);
    const form = await person.open(to);
    expect(isForm(form)).toBe(true);
    const end = await person.submit(form, { ...user });
    expect([end.status, end.url.href]).toEqual([200, world.system.url + deepLink]);
    expect(await whoIs(person)).toBe(user.sub);
  });

  test('is told so with the form filled in, and sees it once more at the most', async () => {
    const person = new Browser(world.system.url);
    const form = await person.open(deepLink);
    endEverythingAhead(world.system);
    // The Lambda has read a ring for the form, and may keep it this long.
    world.system.advance(5);
    const { seconds, to } = comeBack(await person.submit(form, { ...user }));
    expectSeconds(seconds);
    expect(person.token).toBe('');
    comeBack(await person.open(to));
    world.system.advance(seconds);
    const again = await person.open(to);
    expect(isForm(again)).toBe(true);
    const end = await person.submit(again, { ...user });
    expect([end.status, end.url.href]).toEqual([200, world.system.url + deepLink]);
  });

  test('is told so when a session has just been ended by it', async () => {
    const person = await signedIn(world.system, user);
    world.system.advance(20);
    endEverythingAhead(world.system);
    world.system.advance(5);
    expect(await whoIs(person)).toBe('signed-out');
    const { seconds } = comeBack(await person.open('/app/'));
    world.system.advance(seconds);
    await signInAgain(person, user);
  });

  test('with a form of their own too, by the status', async () => {
    const person = await signedIn(world.system, user);
    const jwt = await idTokenOf(world.system, person);
    endEverythingAhead(world.system);
    world.system.advance(5);
    const answer = await exchangeToken(person.copy().forget(), jwt);
    expect(answer.status).toBe(503);
    expectSeconds(Number(answer.headers['retry-after']));
    expect(JSON.parse(answer.body)).toMatchObject({ error: 'temporarily_unavailable' });
    world.system.advance(Number(answer.headers['retry-after']));
    // That JWT is from before the moment, whenever it is shown.
    expect((await exchangeToken(person.copy().forget(), jwt)).status).toBe(400);
  });
});

test('where the clock of the token exchange is behind, nobody goes round either', async () => {
  endEverythingAhead(world.system);
  world.system.clocks.lambda.offset -= 120_000;
  world.system.advance(20);
  const person = new Browser(world.system.url);
  const { seconds } = comeBack(await person.open('/app/'));
  expect(seconds).toBeGreaterThan(everyoneOutAhead);
  world.system.advance(seconds);
  await signInAgain(person, user);
  expect(await whoIs(person)).toBe(user.sub);
});

test('public paths stay open', async () => {
  endEverythingAhead(world.system);
  expect((await new Browser(world.system.url).open('/')).status).toBe(200);
});
