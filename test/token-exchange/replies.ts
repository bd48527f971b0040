/** What a reply means to a browser. */
import type { Reply } from '../../token-exchange/reply.ts';
import { domain } from './fakes.ts';

/** The cookies that a reply sets, by name; `''` for one that it clears. */
export function cookiesSet(reply: Reply): Map<string, string> {
  return new Map(
    (reply.cookies ?? []).map((line) => {
      const [pair = '', ...attributes] = line.split('; ');
      const at = pair.indexOf('=');
      const value = pair.slice(at + 1);
      const isCleared = attributes.includes('Max-Age=0');
      if (isCleared !== (value === '')) throw new Error(`neither set nor cleared: ${line}`);
      return [pair.slice(0, at), value];
    }),
  );
}

export const locationOf = (reply: Reply): string => reply.headers?.['location'] ?? '';

/** Where the reply leads to at Cognito; throws when it does not lead there. */
export function authorizationOf(reply: Reply): URLSearchParams {
  const url = new URL(locationOf(reply));
  if (url.origin + url.pathname !== `${domain}/oauth2/authorize`) throw new Error(url.href);
  return url.searchParams;
}
