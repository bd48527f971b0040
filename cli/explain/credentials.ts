/** Where a request carries its session, and how to put another in its place. Pure. */
import type { CheckedConfig } from '../../functions/compile/check.ts';
import type { ViewerRequest } from '../../local/cloudfront/event.ts';
import { sessionCookie } from '../../session/names.ts';

const bearerShape = /^(bearer )(.*)$/i;
const cookieShape = new RegExp(`((?:^|;)\\s*${sessionCookie}=)([^;]*)`);

/** The token that the edge would look at; `''` when there is none. */
export function tokenOf(
  { headers, cookie }: ViewerRequest,
  { bearer }: Pick<CheckedConfig, 'bearer'>,
): string {
  const credentials = bearer ? bearerShape.exec(headers['authorization'] ?? '')?.[2] : undefined;
  return credentials ?? cookieShape.exec(cookie ?? '')?.[2]?.trim() ?? '';
}

/** The same request with that token, where it had one or in the cookie. */
export function replaceToken(
  request: ViewerRequest,
  { bearer }: Pick<CheckedConfig, 'bearer'>,
  token: string,
): ViewerRequest {
  const { headers, cookie = '' } = request;
  if (token === '') return request;
  if (bearer && bearerShape.test(headers['authorization'] ?? '')) {
    return { ...request, headers: { ...headers, authorization: `Bearer ${token}` } };
  }
  const replaced = cookieShape.test(cookie)
    ? cookie.replace(cookieShape, `$1${token}`)
    : [cookie, `${sessionCookie}=${token}`].filter((part) => part !== '').join('; ');
  return { ...request, cookie: replaced };
}
