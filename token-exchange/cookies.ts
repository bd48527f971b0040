/**
 * The cookies that the token exchange sets (RFC 6265bis). Their names are in `session/names.ts`.
 */
import { sessionCookieAttributes } from '../session/cookie.ts';
import { clockSlack, loginAttemptAge, managedLoginAge } from '../session/lifetimes.ts';
import {
  loginCookiePrefix,
  refreshCookie,
  sessionCookie,
  signedOutCookie,
} from '../session/names.ts';
import { encodeTime } from '../session/time.ts';
import type { Settings } from './settings.ts';

const expired = 'Max-Age=0';

/** The session; it outlives the token in it, which, expired, still names the session. */
export function setSession(token: string, { signInAge }: Settings): string {
  return `${sessionCookie}=${token}; ${sessionCookieAttributes(signInAge)}`;
}

export function clearSession(): string {
  return `${sessionCookie}=; ${sessionCookieAttributes(0)}`;
}

/** The refresh token; no request but those to the auth path carries its weight. */
export function setRefreshToken(token: string, { authPath, signInAge }: Settings): string {
  return `${refreshCookie}=${token}; ${attributesUnder(authPath)}; Max-Age=${signInAge}`;
}

export function clearRefreshToken({ authPath }: Settings): string {
  return `${refreshCookie}=; ${attributesUnder(authPath)}; ${expired}`;
}

function attributesUnder(authPath: string): string {
  return `Path=${authPath}; Secure; HttpOnly; SameSite=Lax`;
}

/**
 * For as long as Cognito may remember this browser: should its own sign-out not have been reached,
 * nobody comes back by that.
 */
export function setSignedOut({ authPath }: Settings, now: number): string {
  return `${signedOutCookie}=${encodeTime(now)}; ${attributesUnder(authPath)}; Max-Age=${managedLoginAge}`;
}

/**
 * When somebody signed out in this browser: a moment at which Cognito's memory of it could have begun
 * and not be over. Anything else was planted by a sibling domain, and is `null`.
 */
export function readSignedOut(cookies: ReadonlyMap<string, string>, now: number): number | null {
  const value = cookies.get(signedOutCookie) ?? '';
  if (!/^[0-9a-z]{1,8}$/.test(value)) return null;
  const at = parseInt(value, 36);
  return at > now - managedLoginAge && at <= now + clockSlack ? at : null;
}

export function clearSignedOut({ authPath }: Settings): string {
  return `${signedOutCookie}=; ${attributesUnder(authPath)}; ${expired}`;
}

const attemptAttributes = 'Path=/; Secure; HttpOnly; SameSite=Lax';

export function setLoginAttempt(id: string, value: string): string {
  return `${loginCookiePrefix}${id}=${value}; ${attemptAttributes}; Max-Age=${loginAttemptAge}`;
}

export function clearLoginAttempt(id: string): string {
  return `${loginCookiePrefix}${id}=; ${attemptAttributes}; ${expired}`;
}

/** The ids of the attempts that the browser has cookies of. */
export function loginAttemptIds(cookies: ReadonlyMap<string, string>): string[] {
  return [...cookies.keys()]
    .filter((name) => name.startsWith(loginCookiePrefix))
    .map((name) => name.slice(loginCookiePrefix.length));
}
