/**
 * Whether there is a managed login to send people to. It is asked as a browser would ask, and only
 * an answer that no working Cognito gives counts as an outage: a mistake in client or callback URL
 * is for the people who run the site to see, and no detail of Cognito's may lock everybody out.
 *
 * https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html
 */

import { send, type HttpAnswer } from './http.ts';

/** Milliseconds. */
const timeout = 2500;

/** Characters of a page that are looked at. */
const enough = 65_536;

/**
 * @param authorizeUrl an authorization request with all of its parameters
 * @throws {Error} when it does not answer in time, or not as managed login
 */
export async function checkManagedLogin(authorizeUrl: string): Promise<void> {
  const answer = await send(authorizeUrl, { headers: { accept: 'text/html' }, timeout, enough });
  const fault = faultOf(answer);
  if (fault !== '') throw new Error(fault);
}

/** Why nobody should be sent there; `''` when nothing stands against it. */
export function faultOf({ status, headers, body }: HttpAnswer): string {
  // A web ACL wants to see the browser itself, which this is not.
  if (headers['x-amzn-waf-action'] !== undefined) return '';
  if (status >= 500) return `status ${status}`;
  // Of this request, not of the service: a client, callback URL or address that is not let in.
  if (status >= 400) return '';
  if (status >= 300) return isAddress(headers.location) ? '' : 'a redirect to nowhere';
  return isSignInPage(headers, body) ? '' : 'a page that nobody can sign in on';
}

/** To the login page, to an identity provider, or back with an error. */
function isAddress(location: string | undefined): boolean {
  const base = 'https://managed-login.invalid';
  if (location === undefined || location === '' || !URL.canParse(location, base)) return false;
  return /^https?:$/.test(new URL(location, base).protocol);
}

/** A form, or the script that makes one. Cognito redirects instead, as long as it keeps to that. */
function isSignInPage(headers: HttpAnswer['headers'], body: string): boolean {
  return /^text\/html\b/i.test(headers['content-type'] ?? '') && /<(form|script)\b/i.test(body);
}
