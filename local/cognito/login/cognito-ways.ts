import type { Middleware } from 'koa';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { scopesOf } from '../clients.ts';
import type { Pool } from '../pool.ts';

/** https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html */
const authorizeParameters = [
  'response_type',
  'client_id',
  'redirect_uri',
  'state',
  'identity_provider',
  'idp_identifier',
  'scope',
  'nonce',
  'code_challenge',
  'code_challenge_method',
  'login_hint',
  'lang',
  'prompt',
];

/**
 * The query of an authorization request as the provider should see it: what Cognito does not know
 * it ignores, and without a scope a client gets all of its own. `select_account` shows the form.
 */
export function authorizeQuery(query: URLSearchParams, defaultScopes: readonly string[]): string {
  const kept = new URLSearchParams();
  for (const [name, value] of query) {
    if (authorizeParameters.includes(name) && value !== '') kept.append(name, value);
  }
  if (!kept.has('scope') && defaultScopes.length > 0) kept.set('scope', defaultScopes.join(' '));
  const prompt = kept.get('prompt');
  if (prompt === 'select_account') kept.set('prompt', 'login');
  if (prompt === 'consent') kept.delete('prompt');
  return kept.toString();
}

/** A redirect as Cognito makes it: without the `iss` of RFC 9207. */
export function withoutIssuer(location: string, issuer: string): string {
  if (!location.includes('iss=')) return location;
  const url = new URL(location);
  const fragment = new URLSearchParams(url.hash.slice(1));
  if (url.searchParams.get('iss') === issuer) url.searchParams.delete('iss');
  if (fragment.get('iss') === issuer) {
    fragment.delete('iss');
    url.hash = fragment.toString();
  }
  return url.href;
}

/** Makes the authorize endpoint take and give what Cognito's does. */
export function cognitoAuthorize(pool: Pool): Middleware {
  return async (ctx, next) => {
    if (ctx.path === '/oauth2/authorize') {
      const query = new URLSearchParams(ctx.querystring);
      const client = pool.clients.get(query.get('client_id') ?? '');
      ctx.querystring = authorizeQuery(query, client ? scopesOf(client) : []);
    }
    await next();
    if (ctx.status !== 303) return;
    ctx.status = 302;
    ctx.set('location', withoutIssuer(ctx.response.get('location'), pool.issuer));
  };
}

/** Replaces the provider's tokens by the pool's, and its errors by Cognito's: 400 and a code. */
export function cognitoTokens(pool: Pool): Middleware {
  return async (ctx, next) => {
    const endpoint = ctx.path;
    if (endpoint !== '/oauth2/token' && endpoint !== '/oauth2/revoke') {
      await next();
      return;
    }
    // Otherwise errors would be pages for whoever accepts one.
    ctx.req.headers.accept = 'application/json';
    await next();
    if (ctx.method !== 'POST') return;
    const oidcCtx = ctx as unknown as KoaContextWithOIDC;
    if (ctx.status >= 400) return answerError(oidcCtx);
    if (endpoint === '/oauth2/token') ctx.body = await poolTokens(pool, oidcCtx);
  };
}

function answerError(ctx: KoaContextWithOIDC): void {
  const { error } = ctx.body as { error?: string };
  if (error === 'server_error') return;
  const client = ctx.oidc.client;
  const grantType = ctx.oidc.params?.['grant_type'];
  const unauthorized =
    error === 'invalid_request' &&
    client !== undefined &&
    typeof grantType === 'string' &&
    !client.grantTypeAllowed(grantType);
  ctx.remove('www-authenticate');
  ctx.status = 400;
  ctx.body = { error: unauthorized ? 'unauthorized_client' : (error ?? 'invalid_request') };
}

interface ProviderTokens {
  readonly refresh_token?: string;
}

async function poolTokens(pool: Pool, ctx: KoaContextWithOIDC): Promise<object> {
  const { AuthorizationCode: code, RefreshToken: refreshToken, Client } = ctx.oidc.entities;
  const signIn = pool.signIns.find((code ?? refreshToken)?.grantId ?? '');
  const client = pool.clients.get(Client?.clientId ?? '');
  const user = pool.users.bySub(signIn?.sub ?? '');
  if (!signIn || !client || !user) throw new Error('tokens for nobody');
  const refreshed = code === undefined;
  const issued = await pool.tokens.issue(
    { user, client, signIn },
    { refreshed, atHash: true, ...(code && { nonce: code.nonce }) },
  );
  pool.events.emit({
    type: 'tokens-issued',
    endpoint: 'oauth',
    refreshed,
    username: user.username,
    clientId: client.clientId,
    originJti: signIn.originJti,
  });
  const given = (ctx.body as ProviderTokens).refresh_token;
  const isNew = !refreshed || client.refreshTokenRotation !== undefined;
  return {
    ...(issued.idToken !== undefined && { id_token: issued.idToken }),
    access_token: issued.accessToken,
    ...(isNew && { refresh_token: given }),
    expires_in: issued.expiresIn,
    token_type: 'Bearer',
  };
}
