/**
 * The cookies that the token exchange sets (RFC 6265bis). Their names are in `session/names.ts`.
 */
import { sessionCookieAttributes } from '../session/cookie.ts';
import { loginAttemptAge, managedLoginAge } from '../session/lifetimes.ts';
import {
  loginCookiePrefix,
  refreshCookie,
  sessionCookie,
  signedOutCookie,
} from '../session/names.ts';
import type { Settings } from './settings.ts';

const expired = 'Max-Age=0';
const formOnly = 'by-the-form-only';

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
export function setSignedOut({ authPath }: Settings): string {
  return `${signedOutCookie}=${formOnly}; ${attributesUnder(authPath)}; Max-Age=${managedLoginAge}`;
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
