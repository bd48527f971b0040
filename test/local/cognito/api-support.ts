/** What tests of the user-pool API have in common. */
import { expect } from '@jest/globals';
import { InitiateAuthCommand } from '@aws-sdk/client-cognito-identity-provider';
import { spa, type Stack } from './support.ts';

export const ClientId = spa.clientId;

/** The error of a refusal, as the SDK throws it. */
export const refused = (name: string, message?: string) =>
  expect.objectContaining({ name, ...(message !== undefined && { message }) });

export function passwordAuth(USERNAME: string, PASSWORD = 'correct horse', more = {}) {
  return new InitiateAuthCommand({
    ClientId,
    AuthFlow: 'USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME, PASSWORD },
    ...more,
  });
}

/** A call as the SDK would not make it. */
export function call({ origin }: Stack, operation: string, body: unknown): Promise<Response> {
  return fetch(origin, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}
