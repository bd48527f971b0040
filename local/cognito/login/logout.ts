import type { IncomingMessage, ServerResponse } from 'node:http';
import type Provider from 'oidc-provider';
import type { HttpResponse } from '../../http.ts';
import type { Pool } from '../pool.ts';
import { errorPage } from './pages.ts';
import { sessionCookie } from './provider.ts';
import { html, redirect } from './respond.ts';

/**
 * Ends the browser session and goes to `logout_uri`, or with `redirect_uri` to sign in again.
 * Refresh tokens live on. A URL that is not the client's is a 400 page and ends nothing.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html
 */
export async function logout(
  pool: Pool,
  provider: Provider,
  req: IncomingMessage,
  res: ServerResponse,
  url: URL,
): Promise<HttpResponse> {
  const target = logoutTarget(pool, url.searchParams);
  if (target === undefined) return html(400, errorPage('invalid_request'));
  const session = await provider.Session.get(provider.createContext(req, res));
  if (session.accountId !== undefined) pool.events.emit({ type: 'browser-session-ended' });
  await session.destroy();
  return redirect(target, {
    'set-cookie': `${sessionCookie}=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly`,
  });
}

function logoutTarget(pool: Pool, query: URLSearchParams): string | undefined {
  const client = pool.clients.get(query.get('client_id') ?? '');
  if (!client) return undefined;
  const logoutUri = query.get('logout_uri');
  if (logoutUri !== null) return client.logoutUrls.includes(logoutUri) ? logoutUri : undefined;
  const redirectUri = query.get('redirect_uri') ?? '';
  if (!client.callbackUrls.includes(redirectUri)) return undefined;
  return `/oauth2/authorize?${query.toString()}`;
}
