import { sessionCookieAttributes } from '../session/cookie.ts';
import { sessionCookie } from '../session/names.ts';
import type { Reason } from '../session/reasons.ts';
import { authPath, cookieMaxAge } from './config.ts';
import { askedUrl, isNavigation, type Request } from './request.ts';

export type Answer = Pick<
  AWSCloudFrontFunction.Response,
  'statusCode' | 'headers' | 'cookies' | 'body'
>;

type Answering = Answer & { headers: NonNullable<Answer['headers']> };

type Refusal = readonly [status: number, error: string, title: string];

const denied: Refusal = [403, 'access_denied', 'Not open to you'];

/**
 * What to say where nobody needs to sign in: the codes of OAuth and OpenID Connect for programs,
 * words for people.
 */
const refusals: Partial<Record<Reason | 'nowhere', Refusal>> = {
  path: [400, 'invalid_request', 'Ambiguous address'],
  group: denied,
  owner: denied,
  'cross-site': denied,
  nowhere: [404, 'not_found', 'Page not found'],
  unavailable: [503, 'temporarily_unavailable', 'Back in a moment'],
};

function answer(statusCode: number, header?: string, value?: string): Answering {
  const headers: Answering['headers'] = { 'cache-control': { value: 'no-store' } };
  if (header) headers[header] = { value: value! };
  return { statusCode: statusCode, headers: headers };
}

/**
 * A refusal: a page or a redirect where a person waits for one, JSON for anything else.
 *
 * @param request `null` when it could not be read
 */
export function refuse(request: Request | null, reason: Reason | 'nowhere'): Answer {
  const login = authPath + '/login';
  const forPerson = request && isNavigation(request);
  const refusal = refusals[reason];
  if (forPerson && !refusal) {
    return answer(302, 'location', login + '?return_to=' + encodeURIComponent(askedUrl(request)));
  }
  const status = refusal ? refusal[0] : 401;
  const refused = answer(status, 'content-type', forPerson ? 'text/html' : 'application/json');
  if (!refusal) refused.headers['www-authenticate'] = { value: 'Bearer' };
  if (status === 503) refused.headers['retry-after'] = { value: '10' };
  refused.body =
    forPerson && refusal
      ? page(refusal[2], status === 403)
      : JSON.stringify({
          error: refusal ? refusal[1] : 'login_required',
          reason: reason,
          login: login,
        });
  return refused;
}

function page(title: string, isDenied: boolean): string {
  return (
    '<!doctype html><html lang=en style="color-scheme:light dark;font:20px system-ui;padding:15vh 10%">' +
    '<meta name=viewport content=width=device-width><title>' +
    title +
    '</title><h1>' +
    title +
    '</h1><p><a href="/">Start page</a>' +
    (isDenied ? '<p><a href="' + authPath + '/logout">Sign in as someone else</a>' : '')
  );
}

/** The same again, or nothing, with a fresh session cookie. */
export function renewed(request: Request, token: string): Answer {
  const renewal =
    request.method === 'GET' ? answer(302, 'location', askedUrl(request)) : answer(204);
  renewal.cookies = {};
  renewal.cookies[sessionCookie] = {
    value: token,
    attributes: sessionCookieAttributes(cookieMaxAge),
  };
  return renewal;
}
