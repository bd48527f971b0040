import * as pages from '../../../token-exchange/pages/index.ts';
import type { Theme } from '../../../token-exchange/pages/index.ts';

const home = '/';
const login = '/_auth/login?return_to=%2Fapp%2F';
const logout = '/_auth/logout';

/** Every error code that a sign-in can come back with, and one that nobody knows. */
export const errorCodes = [
  'access_denied',
  'invalid_request',
  'unauthorized_client',
  'unsupported_response_type',
  'invalid_scope',
  'server_error',
  'temporarily_unavailable',
  'login_required',
  'interaction_required',
  'unheard_of',
] as const;

/** Every page once, with the status it is sent with. */
export function samples(theme?: Theme): [name: string, html: string, status: number][] {
  const { statuses } = pages;
  return [
    ['signedOut', pages.signedOut({ home, login, theme }), statuses.signedOut],
    ['confirmSignOut', pages.confirmSignOut({ home, logout, theme }), statuses.confirmSignOut],
    ['notAllowed', pages.notAllowed({ home, logout, theme }), statuses.notAllowed],
    ['comeBack', pages.comeBack({ retry: '/app/', theme }), statuses.comeBack],
    ['unavailable', pages.unavailable(theme), pages.unavailableStatuses.instead],
    ['badRequest', pages.badRequest({ home, theme }), statuses.badRequest],
    [
      'cookiesBlocked',
      pages.cookiesBlocked({ home, retry: login, theme }),
      statuses.cookiesBlocked,
    ],
    ...errorCodes.map((error): [string, string, number] => [
      `signInFailed ${error}`,
      pages.signInFailed({ error, retry: login, home, theme }),
      pages.signInFailedStatus(error),
    ]),
  ];
}
