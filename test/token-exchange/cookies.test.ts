import { describe, expect, test } from '@jest/globals';
import {
  clearLoginAttempt,
  clearRefreshToken,
  clearSession,
  loginAttemptIds,
  readSignedOut,
  setLoginAttempt,
  setRefreshToken,
  setSession,
  setSignedOut,
} from '../../token-exchange/cookies.ts';
import { signedOutCookie } from '../../session/names.ts';
import { now, settings } from './fakes.ts';

const elsewhere = { ...settings, authPath: '/members/sign-in', signInAge: 90 };

describe('cookies', () => {
  test.each([
    [
      'the session, for as long as one is signed in without typing',
      setSession('token', settings),
      '__Host-latchkey=token; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=604800',
    ],
    [
      'the session, by setting',
      setSession('token', elsewhere),
      '__Host-latchkey=token; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=90',
    ],
    [
      'no session',
      clearSession(),
      '__Host-latchkey=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0',
    ],
    [
      'the refresh token, for the auth path alone',
      setRefreshToken('token', settings),
      '__Secure-latchkey-refresh=token; Path=/_auth; Secure; HttpOnly; SameSite=Lax; Max-Age=604800',
    ],
    [
      'the refresh token, by setting',
      setRefreshToken('token', elsewhere),
      '__Secure-latchkey-refresh=token; Path=/members/sign-in; Secure; HttpOnly; SameSite=Lax; Max-Age=90',
    ],
    [
      'no refresh token, at the path where it is',
      clearRefreshToken(elsewhere),
      '__Secure-latchkey-refresh=; Path=/members/sign-in; Secure; HttpOnly; SameSite=Lax; Max-Age=0',
    ],
    [
      'a login attempt, for half an hour',
      setLoginAttempt('attempt-of-ada-1', 'value'),
      '__Host-latchkey-login-attempt-of-ada-1=value; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=1800',
    ],
    [
      'no login attempt',
      clearLoginAttempt('attempt-of-ada-1'),
      '__Host-latchkey-login-attempt-of-ada-1=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0',
    ],
  ])('%s', (_, line, expected) => {
    expect(line).toBe(expected);
  });

  test('`__Host-` ones name no domain and the whole host (RFC 6265bis, 4.1.3.2)', () => {
    const lines = [
      setSession('t', settings),
      clearSession(),
      setLoginAttempt('i', 'v'),
      clearLoginAttempt('i'),
    ];
    for (const line of lines) {
      expect(line).toMatch(/^__Host-.*; Path=\/; .*Secure/);
      expect(line).not.toMatch(/domain/i);
    }
  });

  test.each([
    ['now', now, now],
    ['as long ago as Cognito may remember', now - 3599, now - 3599],
    ['longer ago', now - 3600, null],
    ['in 1970', 0, null],
    ['ahead, as clocks may be', now + 60, now + 60],
    ['farther ahead', now + 61, null],
  ])('a sign-out tells of itself: %s', (_, at, expected) => {
    const value = /=(\w+);/.exec(setSignedOut(settings, at))?.[1] ?? '';
    expect(readSignedOut(new Map([[signedOutCookie, value]]), now)).toBe(expected);
  });

  test('tell the attempts apart from the rest', () => {
    const cookies = new Map([
      ['__Host-latchkey', 'x'],
      ['__Host-latchkey-login-one', 'x'],
      ['__Secure-latchkey-login-two', 'x'],
      ['__host-latchkey-login-three', 'x'],
      ['__Host-latchkey-login-four', ''],
    ]);
    expect(loginAttemptIds(cookies)).toEqual(['one', 'four']);
  });
});
