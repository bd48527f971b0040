/** Finds the session token in what somebody pastes. Pure. */
import { sessionCookie } from '../session/names.ts';
import { maxTokenLength } from '../session/token.ts';
import { UsageError } from './usage-error.ts';

/**
 * The token itself, or the one in a cookie, a whole cookie header, or a bearer header.
 *
 * @throws {UsageError} when there is none, without repeating what was pasted
 */
export function tokenIn(pasted: string): string {
  const text = pasted.trim();
  if (text === '') throw new UsageError('no token was given on standard input');
  const cookie = new RegExp(`(?:^|[;\\s"'])${sessionCookie}=([^;\\s"']*)`).exec(text)?.[1];
  const token = cookie ?? /\bbearer\s+(\S+)/i.exec(text)?.[1] ?? text;
  if (/^eyJ[\w-]*\.[\w-]*\./.test(token)) {
    throw new UsageError(
      `that is a JWT of Cognito's; what is wanted is the value of the cookie ${sessionCookie}`,
    );
  }
  if (token === '' || /\s/.test(token) || token.length > 4 * maxTokenLength) {
    throw new UsageError(`that holds no session token; paste the value of ${sessionCookie}`);
  }
  return token;
}
