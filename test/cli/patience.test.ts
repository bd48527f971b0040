/** An endpoint that takes every connection and never answers. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connect, patience } from '../../cli/aws/clients.ts';
import { findDeployment } from '../../cli/deployment.ts';
import { askKeys } from '../../cli/keys-lambda.ts';
import { localAccount } from '../../local/aws/local-account.ts';
import { listen, type RunningServer } from '../../local/serve.ts';

let server: RunningServer;
beforeAll(async () => {
  server = await listen(() => undefined);
});
afterAll(() => server.close());

const where = () => {
  const { region, credentials } = localAccount;
  return { region, credentials, endpoint: `http://127.0.0.1:${server.port}` };
};
const short = { connection: 1000, request: 20, keys: 60 };
const keys = { name: 'demo', keysFunction: 'silent-keys' };

describe('a silent AWS', () => {
  test('is given up, by the name of the call', async () => {
    const found = findDeployment(connect(where(), short), { stack: 'demo' });
    await expect(found).rejects.toMatchObject({
      code: 'network',
      message: 'AWS does not answer: cloudformation:DescribeStacks was waited for in vain',
    });
  });

  test('so is the keys Lambda, in all attempts together', async () => {
    const asked = askKeys(connect(where(), short), keys, { operation: 'status' });
    await expect(asked).rejects.toMatchObject({
      code: 'network',
      message: expect.stringMatching(/does not answer: lambda:InvokeFunction/),
    });
  });

  test('may have dropped the keys all the same', async () => {
    const asked = askKeys(connect(where(), short), keys, { operation: 'drop', all: false });
    await expect(asked).rejects.toMatchObject({
      code: 'no-answer',
      message: expect.stringMatching(/the drop may have been done/),
    });
  });

  test('is waited for well under a minute', () => {
    expect(connect(where()).patience).toEqual(patience);
    // The SDK tries three times.
    expect(3 * patience.connection + 3 * patience.request).toBeLessThan(45_000);
    expect(patience.keys).toBeLessThan(50_000);
  });
});
