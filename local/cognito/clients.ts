import { createHmac } from 'node:crypto';
import type { ClientConfig } from './options.ts';

/** The scope that opens the user-pool API to an access token. */
export const apiScope = 'aws.cognito.signin.user.admin';

/** What a client may ask for unless its configuration says otherwise. */
export const defaultScopes = ['openid', 'email', 'phone', 'profile', apiScope] as const;

const defaultRefreshTokenTtl = 30 * 24 * 3600;

/** The app clients of the pool. */
export class Clients {
  readonly #byId = new Map<string, ClientConfig>();

  constructor(clients: readonly ClientConfig[]) {
    for (const client of clients) this.#byId.set(client.clientId, checked(client));
  }

  get(clientId: string): ClientConfig | undefined {
    return this.#byId.get(clientId);
  }

  /** Changes a client; requests from now on see the change. Throws for an unknown client. */
  set(clientId: string, patch: Partial<Omit<ClientConfig, 'clientId'>>): void {
    const client = this.#byId.get(clientId);
    if (!client) throw new Error(`no client ${clientId}`);
    this.#byId.set(clientId, checked({ ...client, ...patch }));
  }

  all(): readonly ClientConfig[] {
    return [...this.#byId.values()];
  }
}

function checked(client: ClientConfig): ClientConfig {
  const grace = client.refreshTokenRotation?.graceSeconds;
  if (grace !== undefined && !(grace >= 0 && grace <= 60)) {
    throw new RangeError('graceSeconds must be between 0 and 60');
  }
  return client;
}

export function scopesOf(client: ClientConfig): readonly string[] {
  return client.scopes ?? defaultScopes;
}

/** Seconds. */
export function refreshTokenTtlOf(client: ClientConfig): number {
  return client.refreshTokenTtl ?? defaultRefreshTokenTtl;
}

/** The external provider that a request names, by its configured spelling. */
export function identityProviderNamed(client: ClientConfig, name: unknown): string | undefined {
  if (typeof name !== 'string') return undefined;
  return externalProvidersOf(client).find((known) => known.toLowerCase() === name.toLowerCase());
}

/** `COGNITO` in the list means the pool itself, which is always offered. */
export function externalProvidersOf(client: ClientConfig): readonly string[] {
  return (client.identityProviders ?? []).filter((name) => name !== 'COGNITO');
}

/**
 * SECRET_HASH of the user-pool API.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html#cognito-user-pools-computing-secret-hash
 */
export function secretHash(clientSecret: string, username: string, clientId: string): string {
  return createHmac('sha256', clientSecret)
    .update(username + clientId)
    .digest('base64');
}
