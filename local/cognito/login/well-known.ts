import type { HttpResponse } from '../../http.ts';
import { defaultScopes } from '../clients.ts';
import type { Pool } from '../pool.ts';
import { json } from './respond.ts';

const open = { 'access-control-allow-origin': '*', 'cache-control': 'public, max-age=86400' };

export function jwks(pool: Pool): HttpResponse {
  return json(200, { keys: [pool.key.jwk] }, open);
}

/** Endpoints on the domain; the issuer, and the keys with it, are on cognito-idp in the region. */
export function openidConfiguration(pool: Pool): HttpResponse {
  const { domain, issuer } = pool;
  const document = {
    authorization_endpoint: `${domain}/oauth2/authorize`,
    end_session_endpoint: `${domain}/logout`,
    id_token_signing_alg_values_supported: ['RS256'],
    issuer,
    jwks_uri: `${issuer}/.well-known/jwks.json`,
    response_types_supported: ['code'],
    revocation_endpoint: `${domain}/oauth2/revoke`,
    scopes_supported: defaultScopes.filter((scope) => !scope.includes('.')),
    subject_types_supported: ['public'],
    token_endpoint: `${domain}/oauth2/token`,
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    userinfo_endpoint: `${domain}/oauth2/userInfo`,
  };
  return json(200, document, open);
}
