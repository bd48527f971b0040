import { afterEach, describe, expect, test } from '@jest/globals';
import { listen, type RunningServer } from '../../local/serve.ts';
import { cognitoClient } from '../../token-exchange/cognito.ts';
import { deployment, host, now } from './fakes.ts';

const servers: RunningServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

describe('a callback that was through other hands', () => {
  test.each([
    ['two codes', 'code=one&code=two&state=s'],
    ['the same code twice', 'code=one&code=one&state=s'],
    ['a code and an empty one', 'code=one&code=&state=s'],
    ['no code', 'state=s'],
    ['two states', 'code=one&state=s&state=s'],
    ['another state', 'code=one&state=t'],
    ['no state', 'code=one'],
    ['another issuer', 'code=one&state=s&iss=https%3A%2F%2Fother.example'],
    ['a token beside the code', 'code=one&state=s&id_token=x'],
  ])('is refused, and Cognito not asked: %s', async (_, query) => {
    const asked: unknown[] = [];
    const server = await listen(({ url }, response) => {
      asked.push(url);
      response.writeHead(500).end();
    });
    servers.push(server);
    const cognito = cognitoClient(
      { ...deployment, domain: `http://127.0.0.1:${server.port}` },
      `https://${host}/_auth/callback`,
      null,
      () => now,
    );
    const redeemed = cognito.exchangeCode(new URLSearchParams(query), {
      redirectUri: `https://${host}/_auth/callback`,
      state: 's',
      nonce: 'n',
      codeVerifier: 'v'.repeat(43),
    });
    await expect(redeemed).rejects.toMatchObject({ code: 'invalid_request', status: 400 });
    expect(asked).toEqual([]);
  });
});
