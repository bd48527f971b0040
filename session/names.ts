/**
 * Every name that more than one part must agree on: cookies, headers, store keys, endpoints.
 */

/** The cookie that carries the session token. `__Host-`: this host alone can have set it. */
export const sessionCookie = '__Host-latchkey';

/** The cookie that carries Cognito's refresh token; sent to the auth path only. */
export const refreshCookie = '__Secure-latchkey-refresh';

/** Says, to the auth path only, that somebody has just signed out in this browser. */
export const signedOutCookie = '__Secure-latchkey-signed-out';

/** One cookie for each attempt to sign in; the attempt's id follows. */
export const loginCookiePrefix = '__Host-latchkey-login-';

/** KVS key of the edge ring of an audience: `keys.` audience. */
export const ringKeyPrefix = 'keys.';

/** KVS key of a user's revocation entry: `r:` sub. */
export const revocationKeyPrefix = 'r:';

/** Every header that the edge adds has a name that begins with it. */
export const headerPrefix = 'x-latchkey-';

/** The viewer's host, for the Lambda: behind origin access control it sees its own. */
export const hostHeader = headerPrefix + 'host';

/** What the edge thinks of the session, for the Lambda: `ok` or a refusal reason. */
export const verdictHeader = headerPrefix + 'verdict';

/** Identity headers, for origins that want to know who asks. */
export const subHeader = headerPrefix + 'sub';
export const groupsHeader = headerPrefix + 'groups';
export const sidHeader = headerPrefix + 'sid';

/** Where the token exchange is, unless a deployment says otherwise. */
export const defaultAuthPath = '/_auth';

/** The endpoints under the auth path. */
export const endpoints = [
  'login',
  'callback',
  'refresh',
  'logout',
  'session',
  'token',
  'renew',
  'style',
] as const;
export type Endpoint = (typeof endpoints)[number];
