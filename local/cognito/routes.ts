import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpResponse } from '../http.ts';
import { callApi, preflight, targetPrefix } from './api/index.ts';
import { createForms } from './login/forms.ts';
import { logout } from './login/logout.ts';
import { createProvider } from './login/provider.ts';
import { html, json, readBody, send } from './login/respond.ts';
import { errorPage } from './login/pages.ts';
import { userInfo } from './login/user-info.ts';
import { jwks, openidConfiguration } from './login/well-known.ts';
import type { Pool } from './pool.ts';

/** As much of a request as tells whether it is for Cognito; header names in lower case. */
export interface RequestHead {
  readonly method?: string | undefined;
  /** Path and query. */
  readonly url?: string | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

type Part =
  | 'api'
  | 'preflight'
  | 'provider'
  | 'login'
  | 'corporate'
  | 'logout'
  | 'user-info'
  | 'jwks'
  | 'openid-configuration';

function header(head: RequestHead, name: string): string {
  const value = head.headers[name];
  return typeof value === 'string' ? value : (value?.[0] ?? '');
}

function urlOf(head: RequestHead): URL {
  return new URL(`http://cognito.invalid${head.url ?? '/'}`);
}

/** The part of Cognito that a request is for, or undefined when it is for somebody else. */
export function partFor(head: RequestHead, userPoolId: string): Part | undefined {
  if (head.method === 'POST' && header(head, 'x-amz-target').startsWith(targetPrefix)) return 'api';
  const { pathname } = urlOf(head);
  switch (pathname) {
    case '/':
      return isPreflight(head) ? 'preflight' : undefined;
    case '/login':
      return 'login';
    case '/corporate-sign-in':
      return 'corporate';
    case '/logout':
      return 'logout';
    case '/oauth2/userInfo':
      return 'user-info';
    case `/${userPoolId}/.well-known/jwks.json`:
      return 'jwks';
    case `/${userPoolId}/.well-known/openid-configuration`:
      return 'openid-configuration';
    default:
      return pathname.startsWith('/oauth2/') ? 'provider' : undefined;
  }
}

function isPreflight(head: RequestHead): boolean {
  const asked = header(head, 'access-control-request-headers').toLowerCase();
  return head.method === 'OPTIONS' && asked.includes('x-amz-target');
}

/** The node:http listener for all of Cognito; a path that is not Cognito's is a 404. */
export function createListener(pool: Pool) {
  const provider = createProvider(pool);
  const forms = createForms(pool, provider);
  const callProvider = provider.callback();

  async function respond(
    part: Exclude<Part, 'provider'> | undefined,
    req: IncomingMessage,
    res: ServerResponse,
  ): Promise<HttpResponse> {
    const url = urlOf(req);
    switch (part) {
      case 'api': {
        const body = (await readBody(req)).toString();
        return callApi(pool, header(req, 'x-amz-target'), req.headers.authorization, body);
      }
      case 'preflight':
        return preflight(req.headers['access-control-request-headers']);
      case 'login':
        return forms.login(req, res, url);
      case 'corporate':
        return forms.corporate(req, res, url);
      case 'logout':
        return logout(pool, provider, req, res, url);
      case 'user-info':
        return userInfo(pool, req.headers.authorization);
      case 'jwks':
        return jwks(pool);
      case 'openid-configuration':
        return openidConfiguration(pool);
      case undefined:
        return html(404, errorPage('not_found'));
    }
  }

  return (req: IncomingMessage, res: ServerResponse): void => {
    pretendDomain(req, pool.domain);
    const part = partFor(req, pool.settings.userPoolId);
    const done =
      part === 'provider'
        ? callProvider(req, res)
        : respond(part, req, res).then((response) => {
            send(res, response);
          });
    done.catch((error: unknown) => {
      pool.settings.onError(error);
      if (res.headersSent) res.destroy();
      else send(res, json(500, { __type: 'InternalErrorException', message: 'internal error' }));
    });
  };
}

/** The provider builds its URLs from the request; they are to be on the domain, wherever we listen. */
function pretendDomain(req: IncomingMessage, domain: string): void {
  const { host, protocol } = new URL(domain);
  req.headers.host = host;
  req.headers['x-forwarded-host'] = host;
  req.headers['x-forwarded-proto'] = protocol.slice(0, -1);
}
