/**
 * Cognito's OAuth endpoints, by a client library that knows the protocol's rules.
 *
 * https://docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoints.html
 */
import * as oauth from 'oauth4webapi';
import { cached } from './cached.ts';
import { ExchangeError, unavailable } from './errors.ts';
import { send, type HttpAnswer } from './http.ts';
import { clockTolerance, issuerOf } from './jwt.ts';
import { checkManagedLogin } from './managed-login.ts';
import type { Deployment } from './settings.ts';

const timeout = 5000;

/** The tokens of one answer. The ID token's signature has not been checked yet. */
export interface CognitoTokens {
  readonly idToken: string;
  /** Absent where a refresh returned no new one. */
  readonly refreshToken: string | undefined;
}

export interface AuthorizeOptions {
  readonly redirectUri: string;
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  /** Ask for the password even where Cognito knows the browser. */
  readonly isForced: boolean;
  readonly identityProvider: string | null;
}

export interface CognitoClient {
  authorizeUrl(options: AuthorizeOptions): Promise<string>;
  /** @throws {ExchangeError} `invalid_grant` when the code is not good, or Cognito is not there */
  exchangeCode(
    callback: URLSearchParams,
    options: Pick<AuthorizeOptions, 'redirectUri' | 'state' | 'nonce' | 'codeVerifier'>,
  ): Promise<CognitoTokens>;
  /** @throws {ExchangeError} `invalid_grant` when the token is not good, or Cognito is not there */
  refresh(refreshToken: string): Promise<CognitoTokens>;
  revoke(refreshToken: string): Promise<void>;
  logoutUrl(logoutUri: string): string;
  /** Whether managed login answers: nobody should be sent to a page that does not. */
  isReachable(): Promise<boolean>;
}

/** How long managed login is taken to be as it was found, in seconds. */
const reachableAge = 30;

/** A request that nobody will come back from, and that begins nothing. */
const probe = {
  state: 'reachable',
  nonce: 'reachable',
  codeVerifier: 'reachable'.padEnd(43, '-'),
  isForced: false,
  identityProvider: null,
};

/**
 * @param redirectUri the callback that managed login is asked with, to see whether it is there
 * @param clientSecret asked for at first need; `null` for a public client
 * @param now seconds since 1970
 */
export function cognitoClient(
  deployment: Deployment,
  redirectUri: string,
  clientSecret: (() => Promise<string>) | null,
  now: () => number,
): CognitoClient {
  const { domain, clientId } = deployment;
  const server: oauth.AuthorizationServer = {
    issuer: issuerOf(deployment.userPoolId),
    authorization_endpoint: `${domain}/oauth2/authorize`,
    token_endpoint: `${domain}/oauth2/token`,
    revocation_endpoint: `${domain}/oauth2/revoke`,
  };
  const client: oauth.Client = { client_id: clientId, [oauth.clockTolerance]: clockTolerance };
  const authentication = async () =>
    clientSecret ? oauth.ClientSecretBasic(await clientSecret()) : oauth.None();
  const options = {
    [oauth.customFetch]: sendForm,
    // Settings let http:// through for this machine alone.
    [oauth.allowInsecureRequests]: domain.startsWith('http:'),
  };

  async function authorizeUrl(asked: AuthorizeOptions): Promise<string> {
    const url = new URL(server.authorization_endpoint ?? '');
    const parameters = {
      response_type: 'code',
      client_id: clientId,
      redirect_uri: asked.redirectUri,
      scope: 'openid',
      state: asked.state,
      nonce: asked.nonce,
      code_challenge: await oauth.calculatePKCECodeChallenge(asked.codeVerifier),
      code_challenge_method: 'S256',
      ...(asked.isForced && { prompt: 'login' }),
      ...(asked.identityProvider !== null && { identity_provider: asked.identityProvider }),
    };
    url.search = new URLSearchParams(parameters).toString();
    return url.href;
  }

  const reachable = cached(
    async () => checkManagedLogin(await authorizeUrl({ ...probe, redirectUri })),
    now,
    reachableAge,
  );

  return {
    authorizeUrl,

    exchangeCode: (callback, asked) =>
      ask(async () => {
        const parameters = checkCallback(server, client, callback, asked.state);
        const response = await oauth.authorizationCodeGrantRequest(
          server,
          client,
          await authentication(),
          parameters,
          asked.redirectUri,
          asked.codeVerifier,
          options,
        );
        return tokensOf(
          await oauth.processAuthorizationCodeResponse(server, client, response, {
            expectedNonce: asked.nonce,
            requireIdToken: true,
          }),
        );
      }),

    refresh: (refreshToken) =>
      ask(async () => {
        const response = await oauth.refreshTokenGrantRequest(
          server,
          client,
          await authentication(),
          refreshToken,
          options,
        );
        return tokensOf(await oauth.processRefreshTokenResponse(server, client, response));
      }),

    revoke: (refreshToken) =>
      ask(async () => {
        const response = await oauth.revocationRequest(
          server,
          client,
          await authentication(),
          refreshToken,
          options,
        );
        await oauth.processRevocationResponse(response);
      }),

    isReachable: () =>
      reachable.get().then(
        () => true,
        () => false,
      ),

    logoutUrl(logoutUri) {
      const url = new URL(`${domain}/logout`);
      url.search = new URLSearchParams({ client_id: clientId, logout_uri: logoutUri }).toString();
      return url.href;
    },
  };
}

/** The library's way to the network: see {@link send}. */
async function sendForm(
  url: string,
  { headers, body }: oauth.CustomFetchOptions<'POST', URLSearchParams>,
): Promise<Response> {
  return responseOf(await send(url, { method: 'POST', headers, body: body.toString(), timeout }));
}

/**
 * An answer as the library takes it. It has been read: to put it into a stream once more took a sixth
 * of a callback's CPU.
 */
function responseOf({ status, headers, body }: HttpAnswer): Response {
  const type = headers['content-type'];
  const challenge = headers['www-authenticate'];
  const response = new Response(null, {
    status,
    headers: {
      ...(type !== undefined && { 'content-type': type }),
      ...(challenge !== undefined && { 'www-authenticate': challenge }),
    },
  });
  return Object.assign(response, {
    text: () => Promise.resolve(body),
    // eslint-disable-next-line @typescript-eslint/require-await -- What is no JSON is a rejection.
    json: async () => JSON.parse(body) as unknown,
    clone: () => response,
  });
}

function tokensOf(answer: oauth.TokenEndpointResponse): CognitoTokens {
  if (answer.id_token === undefined) throw unavailable('Cognito', 'no ID token in the answer');
  return { idToken: answer.id_token, refreshToken: answer.refresh_token };
}

/** What the browser brings back was through its hands: a fault in it is not Cognito's. */
function checkCallback(
  server: oauth.AuthorizationServer,
  client: oauth.Client,
  callback: URLSearchParams,
  state: string,
): URLSearchParams {
  try {
    const parameters = oauth.validateAuthResponse(server, client, callback, state);
    if (parameters.getAll('code').length !== 1) throw new Error('not one code');
    return parameters;
  } catch (error) {
    throw new ExchangeError('invalid_request', 'the callback is damaged', nameOf(error));
  }
}

/** Tells a grant that is not good from a Cognito that is not well. */
async function ask<Answer>(request: () => Promise<Answer>): Promise<Answer> {
  try {
    return await request();
  } catch (error) {
    if (error instanceof ExchangeError) throw error;
    if (error instanceof oauth.ResponseBodyError && error.error === 'invalid_grant') {
      throw new ExchangeError('invalid_grant', 'Cognito does not accept it any more', error.error);
    }
    // Its own errors may quote what was sent: only their kind goes on.
    const kind = error instanceof oauth.ResponseBodyError ? error.error : nameOf(error);
    throw unavailable('Cognito', kind);
  }
}

function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const code = 'code' in error ? ` ${String(error.code)}` : '';
  return `${error.name}${code}`;
}
