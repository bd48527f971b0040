import { beforeAll, describe, expect, test } from '@jest/globals';
import * as oauth from 'oauth4webapi';
import { tokensFor } from './browser.ts';
import { errorOf, refresh, refreshed, spa, start, web, type Stack } from './support.ts';

const refused = [400, { error: 'invalid_grant' }];
const insecure = { [oauth.allowInsecureRequests]: true };

let stack: Stack;
beforeAll(async () => {
  stack = await start();
});

describe('revocation', () => {
  const revoke = (token: string | undefined, secret = web.clientSecret) =>
    oauth.revocationRequest(
      stack.server,
      { client_id: web.clientId },
      oauth.ClientSecretBasic(secret),
      token ?? '',
      insecure,
    );

  test('ends the sign-in, and only this one', async () => {
    const [mine, other] = [await tokensFor(stack), await tokensFor(stack)];
    const response = await revoke(mine.refresh_token);
    await oauth.processRevocationResponse(response);
    expect(await errorOf(await refresh(stack, mine.refresh_token))).toEqual(refused);
    expect((await refresh(stack, other.refresh_token)).status).toBe(200);
  });

  test('of one rotated token ends its successors', async () => {
    const own = await start();
    own.cognito.setClient('web', { refreshTokenRotation: { graceSeconds: 60 } });
    const first = await tokensFor(own);
    const second = await refreshed(own, first.refresh_token);
    await oauth.revocationRequest(
      own.server,
      { client_id: web.clientId },
      oauth.ClientSecretBasic(web.clientSecret),
      first.refresh_token ?? '',
      insecure,
    );
    expect(await errorOf(await refresh(own, second.refresh_token))).toEqual(refused);
  });

  test('is silent about a token that is unknown', async () => {
    expect((await revoke('unknown')).status).toBe(200);
  });

  test('takes neither a wrong secret nor an access token', async () => {
    const { refresh_token, access_token } = await tokensFor(stack);
    expect(await errorOf(await revoke(refresh_token, 'wrong'))).toEqual([
      400,
      { error: 'invalid_client' },
    ]);
    expect(await errorOf(await revoke(access_token))).toEqual([
      400,
      { error: 'unsupported_token_type' },
    ]);
    expect((await refresh(stack, refresh_token)).status).toBe(200);
  });

  test('does not let one client revoke for another', async () => {
    const { refresh_token } = await tokensFor(stack);
    await oauth.revocationRequest(
      stack.server,
      { client_id: spa.clientId },
      oauth.None(),
      refresh_token ?? '',
      insecure,
    );
    expect((await refresh(stack, refresh_token)).status).toBe(200);
  });
});
