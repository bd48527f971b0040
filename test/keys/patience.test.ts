/** What the keys Lambda does where AWS takes a request and never answers. */
import { expect, test } from '@jest/globals';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { requestHandler } from '../../keys/lambda/parts.ts';

test('gives it up', async () => {
  const server = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = new SecretsManagerClient({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    maxAttempts: 1,
    requestHandler: { ...requestHandler, requestTimeout: 50 },
  });
  const asked = client.send(new GetSecretValueCommand({ SecretId: 'ring' }));
  await expect(asked).rejects.toMatchObject({ name: 'TimeoutError' });
  client.destroy();
  server.closeAllConnections();
  server.close();
});
