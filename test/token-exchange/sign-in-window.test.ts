/** When a sign-in is compared with the store: the call costs, so only while it can matter. */
import { describe, expect, test } from '@jest/globals';
import { clockSlack, loginAttemptAge, managedLoginAge } from '../../session/lifetimes.ts';
import { sessionCookie, signedOutCookie } from '../../session/names.ts';
import { formatRevocation } from '../../session/revocation.ts';
import { exchange } from '../../token-exchange/exchange.ts';
import { stateOf } from '../../token-exchange/login-attempt.ts';
import type { Settings } from '../../token-exchange/settings.ts';
import { fakeDependencies, fakeJwt, now, ring, secrets, settings } from './fakes.ts';
import { authorizationOf, cookiesSet } from './replies.ts';
import { anAttempt, attemptCookie, navigation, scripted } from './requests.ts';

const query = { code: secrets.code, state: stateOf(anAttempt) };
const callback = (cookies: Readonly<Record<string, string>> = {}) =>
  navigation('callback', { cookies: { ...attemptCookie(), ...cookies }, query });
const token = () =>
  scripted('token', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token: secrets.idToken,
      subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
    }).toString(),
  });

/** Everything of the user's has ended. */
const entry = formatRevocation({ until: now + 999, before: now + 999, sids: [] });

/** @param authTime of the sign-in that Cognito vouches for */
function world(revokedUntil: number, authTime: number, says: Partial<Settings> = {}) {
  const asked: string[] = [];
  const dependencies = fakeDependencies({
    settings: { ...settings, ...says },
    ring: () => Promise.resolve({ ...ring, revokedUntil }),
    jwt: () => Promise.resolve(fakeJwt({ authTime })),
    revocations: {
      entryOf: (sub) => {
        asked.push(sub);
        return Promise.resolve(entry);
      },
    },
  });
  return { asked, dependencies };
}

describe.each([
  ['callback', () => callback()],
  ['token', token],
] as const)('%s', (_, request) => {
  test.each([
    ['no revocation was ever made', 1, now, {}, 0],
    ['the last one is long over', now, now, {}, 0],
    ['the last one is long over, by a clock that is ahead', now, now + clockSlack, {}, 0],
    ['the sign-in is dated before', now, now - 1, {}, 1],
    ['Cognito may still vouch by what it remembers', now + 1, now, {}, 1],
    ['the same, however late it dates that', now + 1, now + clockSlack, {}, 1],
    ['a ring of an earlier version does not say', 0, now, {}, 1],
    ['operators of other audiences may have written it', 1, now, { sharesStore: true }, 1],
    ['an identity provider remembers longer', 1, now, { remembersElsewhere: true }, 1],
  ])('where %s', async (__, revokedUntil, authTime, says, calls) => {
    const { asked, dependencies } = world(revokedUntil, authTime, says);
    const reply = await exchange(request(), dependencies);
    expect(asked).toHaveLength(calls);
    // Whom it is about, it keeps out wherever it is read, and nowhere else.
    expect(cookiesSet(reply).has(sessionCookie)).toBe(calls === 0);
  });
});

describe('a browser in which somebody has signed out', () => {
  const signedOutAt = (at: number) => ({ [signedOutCookie]: at.toString(36) });
  const signedOut = signedOutAt(now - 9);
  const remembered = now - loginAttemptAge - 999;

  test('is let in by nothing but the form', async () => {
    const { dependencies } = world(1, remembered);
    const reply = await exchange(callback(signedOut), dependencies);
    expect(cookiesSet(reply).has(sessionCookie)).toBe(false);
    expect(authorizationOf(reply).get('prompt')).toBe('login');
  });

  test('is let in by the form, and that is then forgotten', async () => {
    const { dependencies } = world(1, now);
    const reply = await exchange(callback(signedOut), dependencies);
    expect(cookiesSet(reply).get(sessionCookie)).toBeTruthy();
    expect(cookiesSet(reply).get(signedOutCookie)).toBe('');
  });

  test.each([
    ['has signed in since, by clocks that may be apart', signedOutAt(remembered - clockSlack - 1)],
    ['has a cookie that says no time', { [signedOutCookie]: 'by-the-form-only' }],
    ['has one of a time to come', signedOutAt(now + clockSlack + 1)],
    ['has one of a time long ago', signedOutAt(now - managedLoginAge)],
  ])('is let in by its memory where somebody %s', async (_, cookie) => {
    const { dependencies } = world(1, remembered);
    const reply = await exchange(callback(cookie), dependencies);
    expect(cookiesSet(reply).get(sessionCookie)).toBeTruthy();
  });

  test.each([
    ['as far as clocks tell', remembered - clockSlack],
    ['at the same moment', remembered],
    ['as long ago as Cognito may remember', now - managedLoginAge + 1],
  ])('is not let in by its memory where nobody has signed in since: %s', async (_, at) => {
    const { dependencies } = world(1, Math.min(remembered, at + clockSlack));
    const reply = await exchange(callback(signedOutAt(at)), dependencies);
    expect(cookiesSet(reply).has(sessionCookie)).toBe(false);
    expect(authorizationOf(reply).get('prompt')).toBe('login');
  });

  test('unlike any other', async () => {
    const { dependencies } = world(1, remembered);
    const reply = await exchange(callback(), dependencies);
    expect(cookiesSet(reply).get(sessionCookie)).toBeTruthy();
    expect(cookiesSet(reply).has(signedOutCookie)).toBe(false);
  });
});

describe('a sign-in is dated since it was asked for', () => {
  const asked = anAttempt.expires - loginAttemptAge;
  /** A sign-in of the user's was ended: what Cognito remembers may be that one, a new one is not. */
  const one = formatRevocation({ until: now + 999, before: 0, sids: ['sign-in-of-ada-9'] });

  test.each([
    ['at the moment', asked, true],
    ['as far as clocks may be apart', asked - clockSlack, true],
    ['or else is from before', asked - clockSlack - 1, false],
  ])('%s', async (_, authTime, isIn) => {
    const { dependencies } = world(0, authTime);
    const entryOf = () => Promise.resolve(one);
    const reply = await exchange(callback(), { ...dependencies, revocations: { entryOf } });
    expect(cookiesSet(reply).has(sessionCookie)).toBe(isIn);
    if (!isIn) expect(authorizationOf(reply).get('prompt')).toBe('login');
  });
});
