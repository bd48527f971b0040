/** What the other way sends with every request: Cognito's tokens in cookies. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createCognito } from '../../local/cognito/index.ts';
import { tokenCookies } from '../token-cookies.ts';

export interface CognitoBytes {
  readonly idToken: number;
  readonly accessToken: number;
  readonly refreshToken: number;
  /** All of the cookies that hold them, as one `cookie` header's value. */
  readonly cookies: number;
}

/** As long as Cognito's own are. */
const clientId = '3n4b5urk1ft4fl3mg5e62d9ado';
const member = {
  username: '3f8a1c52-9d47-4b6e-8f10-2c5d7e9a1b34',
  email: 'member@example.com',
  password: 'a-long-password-1',
  groups: ['members'],
};

interface Tokens {
  readonly IdToken: string;
  readonly AccessToken: string;
  readonly RefreshToken: string;
}

async function signIn(): Promise<Tokens> {
  const cognito = createCognito({
    region: 'eu-west-1',
    userPoolId: 'eu-west-1_Benchmark',
    domain: 'http://127.0.0.1',
    clients: [{ clientId, callbackUrls: [], logoutUrls: [] }],
    users: [member],
  });
  const server = createServer((request, response) => cognito.listener(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth',
        connection: 'close',
      },
      body: JSON.stringify({
        AuthFlow: 'USER_PASSWORD_AUTH',
        ClientId: clientId,
        AuthParameters: { USERNAME: member.username, PASSWORD: member.password },
      }),
    });
    const { AuthenticationResult } = (await answer.json()) as { AuthenticationResult?: Tokens };
    if (AuthenticationResult === undefined) throw new Error(`Cognito answered ${answer.status}`);
    return AuthenticationResult;
  } finally {
    server.close();
  }
}

/** The tokens of one sign-in at the local Cognito, in the cookies that Amplify's libraries use. */
export async function cognitoBytes(): Promise<CognitoBytes> {
  const { IdToken, AccessToken, RefreshToken } = await signIn();
  const cookies = tokenCookies(
    { id_token: IdToken, access_token: AccessToken, refresh_token: RefreshToken },
    clientId,
    member.username,
  );
  return {
    idToken: IdToken.length,
    accessToken: AccessToken.length,
    refreshToken: RefreshToken.length,
    cookies: cookies.join('; ').length,
  };
}
