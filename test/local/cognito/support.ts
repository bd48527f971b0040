import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from '@jest/globals';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { CognitoJwtVerifier } from 'aws-jwt-verify';
import type { CognitoJwtPayload } from 'aws-jwt-verify/jwt-model';
import type * as oauth from 'oauth4webapi';
import { createCognito, type Cognito, type CognitoOptions } from '../../../local/cognito/index.ts';

export const callback = 'https://app.example/_auth/callback';
export const home = 'https://app.example/';
export const userPoolId = 'eu-central-1_Example';

export const web = { clientId: 'web', clientSecret: 'a-secret-of-the-web-client' };
export const spa = { clientId: 'spa' };

/** A clock that tests turn; milliseconds. */
export interface Clock {
  now: number;
}

export interface Stack {
  readonly cognito: Cognito;
  readonly clock: Clock;
  readonly origin: string;
  readonly sdk: CognitoIdentityProviderClient;
  readonly server: oauth.AuthorizationServer;
}

export const alice = {
  username: 'alice',
  email: 'alice@example.com',
  password: 'correct horse',
  groups: ['admins', 'staff'],
  attributes: { 'custom:department': 'Sales' },
};
export const bob = { ...alice, username: 'bob', email: 'bob@example.com', groups: [] };

const running: Server[] = [];
afterAll(() => {
  for (const server of running) {
    server.close();
    server.closeAllConnections();
  }
});

/** Ends with the test file. */
export async function start(options: Partial<CognitoOptions> = {}): Promise<Stack> {
  const clock = { now: Date.UTC(2024, 0, 1) };
  const urls = { callbackUrls: [callback], logoutUrls: [home] };
  const cognito = createCognito({
    region: 'eu-central-1',
    userPoolId,
    domain: 'http://login.example',
    clients: [
      { ...web, ...urls, refreshTokenTtl: 86400, identityProviders: ['Corp'] },
      { ...spa, ...urls, refreshTokenTtl: 86400 },
    ],
    users: [alice, bob],
    now: () => clock.now,
    ...options,
  });
  const http = createServer((req, res) => {
    cognito.listener(req, res);
  });
  running.push(http);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${String((http.address() as AddressInfo).port)}`;
  cognito.setDomain(origin);
  const sdk = new CognitoIdentityProviderClient({
    region: 'eu-central-1',
    endpoint: origin,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  return {
    cognito,
    clock,
    origin,
    sdk,
    server: {
      issuer: cognito.issuer,
      authorization_endpoint: `${origin}/oauth2/authorize`,
      token_endpoint: `${origin}/oauth2/token`,
      revocation_endpoint: `${origin}/oauth2/revoke`,
    },
  };
}

/** Claims after CognitoJwtVerifier has accepted the token; expiry is not its business here. */
export async function verified(
  stack: Stack,
  tokenUse: 'id' | 'access',
  token: string | undefined,
  clientId = web.clientId,
): Promise<CognitoJwtPayload> {
  const verifier = CognitoJwtVerifier.create({ userPoolId, tokenUse, clientId });
  verifier.cacheJwks({ keys: stack.cognito.jwks.keys.map((key) => ({ ...key })) } as never);
  // The pool's clock is in the past: a grace of decades leaves every other check in force.
  return verifier.verify(token ?? '', { graceSeconds: 1e10 });
}

export function tokenRequest(
  stack: Stack,
  form: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${stack.origin}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
    headers,
  });
}

export function basic(client: { clientId: string; clientSecret: string }): Record<string, string> {
  const pair = Buffer.from(`${client.clientId}:${client.clientSecret}`).toString('base64');
  return { authorization: `Basic ${pair}` };
}

export interface TokenSet {
  readonly id_token: string;
  readonly access_token: string;
  readonly refresh_token?: string;
  readonly expires_in: number;
  readonly token_type: string;
}

export async function refreshed(stack: Stack, token: string | undefined): Promise<TokenSet> {
  const response = await refresh(stack, token);
  if (response.status !== 200) throw new Error(`refresh: ${await response.text()}`);
  return (await response.json()) as TokenSet;
}

export function refresh(stack: Stack, token: string | undefined): Promise<Response> {
  const form = { grant_type: 'refresh_token', refresh_token: token ?? '' };
  return tokenRequest(stack, form, basic(web));
}

export async function errorOf(response: Response): Promise<unknown> {
  return [response.status, await response.json()];
}
