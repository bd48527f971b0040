import { readExchange, readOauthError } from './answers.ts';
import type { EndpointCaller } from './endpoints.ts';
import { LatchkeyError } from './errors.ts';

/**
 * Trades a Cognito ID token for a session (RFC 8693, section 2.1).
 *
 * @param now milliseconds since 1970
 * @returns when the session ends
 * @throws LatchkeyError `refused` where the token is not accepted
 */
export async function exchangeToken(
  endpoints: EndpointCaller,
  idToken: string,
  now: () => number,
): Promise<Date> {
  const { status, body } = await endpoints.post('token', {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: idToken,
    subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
  });
  if (status === 401) {
    const oauthError = readOauthError(body);
    const details = oauthError === undefined ? { status } : { status, oauthError };
    throw new LatchkeyError('refused', 'The ID token was not accepted.', details);
  }
  return readExchange(body, now());
}
