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

/** To programs an error code of OAuth or OpenID Connect, to people a title and a way on. */
type Refusal = readonly [
  status: number,
  error: string,
  title: string,
  /** HTML of what comes before the link to the start page. */
  link: string,
  header?: string,
  value?: string,
];

/** People never see it: they are led to the sign-in. */
const unknown: Refusal = [401, 'login_required', '', '', 'www-authenticate', 'Bearer'];

const denied: Refusal = [
  403,
  'access_denied',
  'This is not open to you',
  '<a href=' + authPath + '/logout>Sign in as someone else</a> ',
];

const refusals: Partial<Record<Reason | 'nowhere', Refusal>> = {
  path: [400, 'invalid_request', 'Page not found', ''],
  group: denied,
  owner: denied,
  'cross-site': denied,
  nowhere: [404, 'not_found', 'Page not found', ''],
  unavailable: [
    503,
    'temporarily_unavailable',
    'One moment, please',
    '<a href>Try again</a> ',
    'retry-after',
    '10',
  ],
};

const loginPath = authPath + '/login';
const loginUrl = loginPath + '?return_to=';

/** Nobody changes it. */
const noStore = { value: 'no-store' };

/** Written out: the engine pays for each step of putting it together. */
function redirect(location: string): Answering {
  return {
    statusCode: 302,
    headers: { 'cache-control': noStore, location: { value: location } },
  };
}

/**
 * A refusal: a page or a redirect where a person waits for one, JSON for anything else.
 */
export function refuse(request: Request, reason: Reason | 'nowhere'): Answer {
  const forPerson = isNavigation(request);
  const refusal = refusals[reason];
  if (forPerson && !refusal) return redirect(loginUrl + encodeURIComponent(askedUrl(request)));
  const told = refusal || unknown;
  const headers: Answering['headers'] = {
    'cache-control': noStore,
    'content-type': { value: forPerson ? 'text/html' : 'application/json' },
  };
  // To read what is not there costs the engine as much as all of the page.
  if (told.length > 4) headers[told[4]!] = { value: told[5]! };
  return {
    statusCode: told[0],
    headers: headers,
    body: forPerson
      ? page(told)
      : JSON.stringify({ error: told[1], reason: reason, login: loginPath }),
  };
}

/**
 * What a person is shown. The token exchange has the style sheet, the theme with it; where that does
 * not come, the page reads as well. The elements left open are closed by the end.
 */
function page(refusal: Refusal): string {
  return (
    '<!doctype html><html lang=en><meta name=viewport content=width=device-width><link rel=stylesheet href=' +
    authPath +
    '/style><title>' +
    refusal[2] +
    '</title><main><h1>' +
    refusal[2] +
    '</h1><nav>' +
    refusal[3] +
    '<a href=/>Start page'
  );
}

/** The same again, or nothing, with a fresh session cookie. */
export function renewed(request: Request, token: string): Answer {
  const renewal = redirect(askedUrl(request));
  if (request.method !== 'GET') {
    renewal.statusCode = 204;
    delete renewal.headers['location'];
  }
  renewal.cookies = {};
  renewal.cookies[sessionCookie] = {
    value: token,
    attributes: sessionCookieAttributes(cookieMaxAge()),
  };
  return renewal;
}
