/**
 * Two cookies by one name, as no browser of today sends them for `__Host-` names: an old one might,
 * and a program can. The edge judges the first; nobody else may count on the other.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loginCookiePrefix, refreshCookie, sessionCookie } from '../../session/names.ts';
import { parseToken } from '../../session/token.ts';
import { endSignIn } from './operator.ts';
import { Browser } from '../browser/browser.ts';
import {
  isForm,
  newUser,
  sidOf,
  signedIn,
  startWorld,
  whoIs,
  type Account,
  type World,
} from './world.ts';

const sessionTtl = 1800;

let world: World;
let victim: Account;
let attacker: Account;
let victims: Browser;
let attackers: Browser;

beforeAll(async () => {
  world = await startWorld();
  victim = newUser(world.system);
  attacker = newUser(world.system);
  victims = await signedIn(world.system, victim);
  attackers = await signedIn(world.system, attacker);
});

afterAll(async () => {
  await world?.close();
});

const join = (...pairs: readonly (readonly [name: string, value: string])[]) =>
  pairs.map((pair) => pair.join('=')).join('; ');
const session = (person: Browser) => [sessionCookie, person.token] as const;
const refreshToken = (person: Browser) =>
  [refreshCookie, person.cookie(refreshCookie) ?? ''] as const;
const ask = (path: string, cookie: string) => new Browser(world.system.url).fetch(path, { cookie });

/** The session that an answer sets. */
function sessionSetBy({ headers }: Awaited<ReturnType<typeof ask>>) {
  const line = (headers['set-cookie'] ?? []).find((one) => one.startsWith(`${sessionCookie}=`));
  return parseToken(line?.slice(sessionCookie.length + 1).split(';')[0] ?? '');
}

describe('two session cookies', () => {
  test('are the first one, wherever it is asked for', async () => {
    const anyone = new Browser(world.system.url);
    expect(await whoIs(anyone, join(session(victims), session(attackers)))).toBe(victim.sub);
    expect(await whoIs(anyone, join(session(attackers), session(victims)))).toBe(attacker.sub);
  });

  test.each([
    ['nonsense', () => 'x'],
    ['a forged one', () => victims.token.replace(victim.sub, attacker.sub)],
  ])('are nobody’s where the first is %s', async (_, first) => {
    const cookie = join([sessionCookie, first()], session(victims));
    expect((await ask('/_auth/session', cookie)).status).toBe(401);
    expect((await ask('/app/data/report.json', cookie)).status).toBe(401);
  });

  test('are those of the first where the second has been revoked', async () => {
    const revoked = await signedIn(world.system, victim);
    endSignIn(world.system, { sub: victim.sub, sid: sidOf(revoked) });
    const cookie = join(session(attackers), session(revoked), refreshToken(revoked));
    const answer = await new Browser(world.system.url).fetch('/_auth/refresh', {
      method: 'POST',
      cookie,
    });
    expect(answer.status).toBe(401);
    expect(sessionSetBy(answer)).toBeNull();
  });

  test('are refreshed by nobody’s token but that of the first', async () => {
    const anyone = new Browser(world.system.url);
    for (const [one, other] of [
      [victims, attackers],
      [attackers, victims],
    ] as const) {
      const cookie = join(session(one), session(other), refreshToken(other));
      const answer = await anyone.fetch('/_auth/refresh', { method: 'POST', cookie });
      expect(answer.status).toBe(401);
      expect(sessionSetBy(answer)).toBeNull();
    }
  });
});

describe('two refresh tokens', () => {
  test.each([
    ['first', true],
    ['last', false],
  ])('let the session go on by its own, the attacker’s %s', async (_, isFirst) => {
    // Signed in anew: refresh tokens that have been used are good for a minute more.
    const person = await signedIn(world.system, victim);
    const own = refreshToken(person);
    const planted = refreshToken(await signedIn(world.system, attacker));
    const tokens = isFirst ? [planted, own] : [own, planted];
    world.system.advance(sessionTtl + 5);
    const answer = await person.ask('/_auth/login?return_to=%2Fapp%2F', {
      cookie: join(session(person), ...tokens),
    });
    world.system.advance(-sessionTtl - 5);
    const set = sessionSetBy(answer);
    expect(set?.sub).toBe(victim.sub);
  });
});

describe('two cookies of one attempt to sign in', () => {
  /** Begins to sign in, and comes as far as the address that signs in. */
  async function upToCallback(person: Browser): Promise<{ callback: URL; name: string }> {
    let visit = await person.ask('/_auth/login');
    while (!visit.headers.location?.includes('/_auth/callback')) {
      visit = await person.ask(new URL(visit.headers.location ?? '', visit.url));
    }
    const callback = new URL(visit.headers.location, visit.url);
    return { callback, name: loginCookiePrefix + (callback.searchParams.get('state') ?? '') };
  }

  test.each([
    ['first', true],
    ['last', false],
  ])('never finish the attacker’s sign-in in another browser, planted %s', async (_, isFirst) => {
    const theirs = attackers.copy().forget();
    const { callback, name } = await upToCallback(theirs);
    const stranger = new Browser(world.system.url);
    await stranger.ask('/_auth/login');
    const ownAttempts = stranger.cookieNames.filter((one) => one.startsWith(loginCookiePrefix));
    expect(ownAttempts).toHaveLength(1);
    // Not the attacker's cookie itself, which only its own browser has: one of the same name.
    const made = [name, stranger.cookie(ownAttempts[0] ?? '') ?? ''] as const;
    const other = [name, 'x'] as const;
    const visit = await stranger.open(callback, {
      cookie: join(...(isFirst ? [made, other] : [other, made])),
    });
    expect(isForm(visit)).toBe(true);
    expect(stranger.token).toBe('');
    expect(await whoIs(stranger)).toBe('none');
  });
});
