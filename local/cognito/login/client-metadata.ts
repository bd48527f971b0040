import type { ClientMetadata } from 'oidc-provider';
import { scopesOf } from '../clients.ts';
import type { ClientConfig } from '../options.ts';

/** The algorithm of the ID tokens that the provider makes and the pool replaces: the cheapest. */
export const discardedIdTokenAlg = 'ES256';

/** An app client in the terms of OpenID Connect Dynamic Client Registration 1.0. */
export function clientMetadata(client: ClientConfig | undefined): ClientMetadata | undefined {
  if (!client) return undefined;
  const oauth = client.oauth !== false;
  const code = oauth && client.callbackUrls.length > 0;
  return {
    client_id: client.clientId,
    ...(client.clientSecret === undefined
      ? { token_endpoint_auth_method: 'none' as const }
      : {
          token_endpoint_auth_method: 'client_secret_basic' as const,
          client_secret: client.clientSecret,
        }),
    redirect_uris: [...client.callbackUrls],
    response_types: code ? ['code'] : [],
    grant_types: oauth ? [...(code ? ['authorization_code'] : []), 'refresh_token'] : [],
    scope: scopesOf(client).join(' '),
    id_token_signed_response_alg: discardedIdTokenAlg,
  };
}
