/**
 * Whatever a browser holds (a session in any state, a refresh token or none, Cognito's memory of it
 * or none), a click on a link ends somewhere, soon, and a sign-in from there ends on the page.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startSystem, type LocalSystem } from '../../local/system.ts';
import { parseRing } from '../../session/key-ring.ts';
import { refreshCookie, sessionCookie } from '../../session/names.ts';
import { parseToken } from '../../session/token.ts';
import { Browser, type Visit } from '../browser/browser.ts';
import { fillIn, outcomeOf, page, signIn } from './outcomes.ts';
import { asOld, endUser, everyoneOut, flipMac, newKeyAtLambda, resign } from './session-states.ts';

/** No link may lead round more corners than this. */
const most = 6;

interface State {
  readonly name: string;
  /** Brings the system, and the cookie of a session that was good, into the state. */
  readonly cookie: (system: LocalSystem, token: string) => string | null;
  /** Where a click ends, by the refresh token: none, good, dead; Cognito remembers the browser. */
  readonly remembered: readonly [none: string, good: string, dead: string];
  /** The same where Cognito does not remember it. */
  readonly forgotten: readonly [none: string, good: string, dead: string];
}

const [inBy, atForm, later] = ['200', 'form', '503 page'];
const anyWayIn = { remembered: [inBy, inBy, inBy], forgotten: [atForm, inBy, atForm] } as const;
/** Without a session that names the sign-in a refresh token counts for nothing. */
const unnamed = { remembered: [inBy, inBy, inBy], forgotten: [atForm, atForm, atForm] } as const;
const onlyByForm = {
  remembered: [atForm, atForm, atForm],
  forgotten: [atForm, atForm, atForm],
} as const;
const notNow = { remembered: [later, later, later], forgotten: [later, later, later] } as const;

const states: readonly State[] = [
  {
    name: 'ok',
    cookie: (_, token) => token,
    remembered: [inBy, inBy, inBy],
    forgotten: [inBy, inBy, inBy],
  },
  { name: 'none', cookie: () => null, ...unnamed },
  { name: 'malformed', cookie: () => 'not-a-token', ...unnamed },
  { name: 'empty', cookie: () => '', ...unnamed },
  { name: 'expired', cookie: asOld, ...anyWayIn },
  { name: 'bad-mac', cookie: (_, token) => flipMac(token), ...anyWayIn },
  {
    name: 'unknown-key, dropped',
    cookie: (_, token) => resign(token, { kid: 'longgone', key: 'k'.repeat(43) }),
    ...anyWayIn,
  },
  { name: 'unknown-key, not at the edge yet', cookie: newKeyAtLambda, ...notNow },
  { name: 'signed-out', cookie: everyoneOut, ...onlyByForm },
  { name: 'revoked', cookie: endUser, ...onlyByForm },
];

const refreshTokens = ['none', 'good', 'dead'] as const;

/** Cookies of somebody who is signed in. */
async function signedIn(system: LocalSystem): Promise<Browser> {
  const browser = new Browser(system.url);
  expect(await signIn(browser)).toBe('in');
  return browser;
}

describe.each(states)('with a session cookie that is $name', (state) => {
  let system: LocalSystem;
  let browsers: readonly Browser[];

  const ways = [
    ...refreshTokens.map((refresh, at) => ['remembered', refresh, state.remembered[at]] as const),
    ...refreshTokens.map((refresh, at) => ['forgotten', refresh, state.forgotten[at]] as const),
  ];

  beforeAll(async () => {
    system = await startSystem();
    browsers = await Promise.all(ways.map(() => signedIn(system)));
    // So that a moment for everyone out, or for a user, lies after all of these sign-ins.
    system.advance(10);
    for (const [at, browser] of browsers.entries()) {
      const [memory, refresh] = ways[at] ?? [];
      const token = browser.cookie(sessionCookie) ?? '';
      browser.setCookie(sessionCookie, state.cookie(system, token));
      if (refresh === 'none') browser.setCookie(refreshCookie, null, '/_auth');
      if (refresh === 'dead') browser.setCookie(refreshCookie, 'dead', '/_auth');
      if (memory === 'forgotten') browser.forgetOthers();
    }
  });

  afterAll(() => system?.close());

  test.each(ways.map((way, at) => [...way, at] as const))(
    'and Cognito has %s the browser, and the refresh token is %s: %s',
    async (_memory, _refresh, expected, at) => {
      const browser = browsers[at] ?? new Browser(system.url);
      const visit = await browser.open(page);
      expect(outcomeOf(visit)).toBe(expected);
      expect(visit.redirects).toBeLessThanOrEqual(most);
      if (expected === later) return;
      const end = await fillIn(browser, visit);
      expect(outcomeOf(end)).toBe('200');
      expect(end.url.pathname).toBe(page);
      expect(end.redirects).toBeLessThanOrEqual(most);
      expect(await redirectsTo(page, browser)).toBe(0);
    },
  );
});

async function redirectsTo(path: string, browser: Browser): Promise<number> {
  const visit: Visit = await browser.open(path);
  expect(outcomeOf(visit)).toBe('200');
  return visit.redirects;
}

test('states are what they are called', async () => {
  const system = await startSystem();
  try {
    const browser = await signedIn(system);
    const token = browser.cookie(sessionCookie) ?? '';
    const reasonOf = async (cookie: string) => {
      browser.setCookie(sessionCookie, cookie);
      const { body } = await browser.fetch('/app/data/report.json');
      return (JSON.parse(body) as { reason?: string }).reason;
    };
    system.advance(10);
    expect(parseToken(token)).not.toBeNull();
    expect(await reasonOf(token)).toBeUndefined();
    expect(await reasonOf('not-a-token')).toBe('malformed');
    expect(await reasonOf(flipMac(token))).toBe('bad-mac');
    expect(await reasonOf(asOld(system, token))).toBe('expired');
    expect(await reasonOf(resign(token, { kid: 'longgone', key: 'k'.repeat(43) }))).toBe(
      'unknown-key',
    );
    expect(await reasonOf(endUser(system, token))).toBe('revoked');
    expect(await reasonOf(everyoneOut(system, token))).toBe('signed-out');
    expect(await reasonOf(newKeyAtLambda(system, token))).toBe('unknown-key');
    expect(parseRing(system.account.store.get('keys.demo') ?? '')?.keys).toHaveLength(2);
  } finally {
    await system.close();
  }
});
