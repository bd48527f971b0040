import type { HttpResponse } from '../../http.ts';
import type { Pool } from '../pool.ts';
import { attributesOf } from '../users.ts';
import { json } from './respond.ts';

/**
 * The user's attributes for an access token with the scope `openid`; 401 otherwise.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html
 */
export async function userInfo(
  pool: Pool,
  authorization: string | undefined,
): Promise<HttpResponse> {
  const token = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
  const claims = await pool.tokens.readAccessToken(token ?? '').catch(() => undefined);
  const user = pool.users.bySub(claims?.sub ?? '');
  const scopes = String(claims?.['scope']).split(' ');
  const revoked = pool.signIns.isRevoked(String(claims?.['origin_jti']));
  if (!user?.enabled || revoked || !scopes.includes('openid')) return refused();
  return json(
    200,
    { ...attributesOf(user), username: user.username },
    { 'access-control-allow-origin': '*', 'cache-control': 'no-store' },
  );
}

function refused(): HttpResponse {
  const description =
    'Access token is expired, disabled, or deleted, or the user has globally signed out.';
  return json(
    401,
    { error: 'invalid_token', error_description: description },
    {
      'access-control-allow-origin': '*',
      'www-authenticate': `Bearer error="invalid_token", error_description="${description}"`,
    },
  );
}
