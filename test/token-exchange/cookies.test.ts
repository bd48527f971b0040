import { describe, expect, test } from '@jest/globals';
import {
  clearLoginAttempt,
  clearRefreshToken,
  clearSession,
  loginAttemptIds,
  setLoginAttempt,
  setRefreshToken,
  setSession,
} from '../../token-exchange/cookies.ts';
import { settings } from './fakes.ts';

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
