/** A script with a plain HTTP client: no browser, no cookie jar, no SDK. */
import { expect } from '@jest/globals';
import { createHash } from 'node:crypto';
import { request, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { demoUsers } from '../../local/demo.ts';
import { localClientId, type LocalSystem } from '../../local/system.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The body, where it is JSON. */
  readonly json: Readonly<Record<string, unknown>>;
}

export interface Call {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** One request, with nothing in it but what the call names. */
export function call(url: string, { method = 'GET', headers = {}, body }: Call = {}) {
  const { host } = new URL(url);
  return new Promise<Answer>((resolve, reject) => {
    // Wherever the resolver thinks that localhost is, the system listens there.
    request(url, { method, host: '127.0.0.1', headers: { host, ...headers } }, (response) => {
      text(response).then((content) => {
        const { statusCode: status = 0, headers: received } = response;
        // A function URL calls an empty body JSON, too.
        const type = content === '' ? undefined : received['content-type'];
        const isJson = type?.startsWith('application/json') === true;
        const json = (isJson ? JSON.parse(content) : {}) as Answer['json'];
        resolve({ status, headers: received, body: content, json });
      }, reject);
    })
      .on('error', reject)
      .end(body);
  });
}

export interface CognitoTokens {
  readonly IdToken: string;
  readonly AccessToken: string;
  readonly RefreshToken: string;
}

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_InitiateAuth.html */
export async function signInAtCognito(
  system: LocalSystem,
  username = 'ada',
  clientId = localClientId,
): Promise<CognitoTokens> {
  const password = demoUsers.find((user) => user.username === username)?.password ?? '';
  const response = await fetch(`http://127.0.0.1:${system.port}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth',
    },
    body: JSON.stringify({
      AuthFlow: 'USER_PASSWORD_AUTH',
      ClientId: clientId,
      AuthParameters: { USERNAME: username, PASSWORD: password },
    }),
  });
  const answer = (await response.json()) as { AuthenticationResult: CognitoTokens };
  if (!response.ok) throw new Error(`Cognito: ${JSON.stringify(answer)}`);
  return answer.AuthenticationResult;
}

/** RFC 8693's names, section 3. */
export const types = {
  grant: 'urn:ietf:params:oauth:grant-type:token-exchange',
  id: 'urn:ietf:params:oauth:token-type:id_token',
  access: 'urn:ietf:params:oauth:token-type:access_token',
  refresh: 'urn:ietf:params:oauth:token-type:refresh_token',
} as const;

/** A good exchange of an ID token. */
export function grantOf(subjectToken: string): Record<string, string> {
  return { grant_type: types.grant, subject_token: subjectToken, subject_token_type: types.id };
}

/** RFC 6749, section 5.2: status, code, and a description for the developer; nothing is given. */
export function expectRefusal({ status, json, headers }: Answer, error: string): void {
  expect([status, json['error']]).toEqual([400, error]);
  expect(json['error_description']).toEqual(expect.any(String));
  expect(headers['cache-control']).toMatch(/no-store/);
  expect(headers['set-cookie']).toBeUndefined();
  expect(json['access_token']).toBeUndefined();
}

/** Posts a form, with the hash of it that CloudFront asks for. */
export function postForm(
  url: string,
  form: Readonly<Record<string, string>> | string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const body = typeof form === 'string' ? form : new URLSearchParams(form).toString();
  return call(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': String(Buffer.byteLength(body)),
      'x-amz-content-sha256': createHash('sha256').update(body).digest('hex'),
      ...headers,
    },
    body,
  });
}
