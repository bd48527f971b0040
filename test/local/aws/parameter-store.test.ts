import { GetParameterCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import { describe, expect, test } from '@jest/globals';
import { localAccount, parameterStoreClient } from '../../../local/aws/clients.ts';
import { parameterLimit, ParameterStore } from '../../../local/aws/parameter-store.ts';
import { clock, closing, listen, refused } from './support.ts';

async function start() {
  const now = clock();
  const { region, accountId } = localAccount;
  const store = new ParameterStore({ region, accountId, now });
  const port = await listen(store.handle);
  const client = closing(parameterStoreClient(port, { maxAttempts: 1 }));
  const get = (Name: string, WithDecryption?: boolean) =>
    client.send(
      new GetParameterCommand({
        Name,
        ...(WithDecryption === undefined ? {} : { WithDecryption }),
      }),
    );
  const put = (Name: string, Value: string, more: object = { Type: 'String' }) =>
    client.send(new PutParameterCommand({ Name, Value, ...more }));
  return { store, client, get, put };
}

const arn = 'arn:aws:ssm:eu-west-1:123456789012:parameter/latchkey/demo';

describe('a parameter', () => {
  test('is put and read, by name and by ARN', async () => {
    const { put, get, store } = await start();
    expect(await put('/latchkey/demo', '{"a":1}')).toMatchObject({ Version: 1, Tier: 'Standard' });
    for (const name of ['/latchkey/demo', arn]) {
      expect((await get(name)).Parameter).toEqual({
        Name: '/latchkey/demo',
        Type: 'String',
        Value: '{"a":1}',
        Version: 1,
        LastModifiedDate: new Date(1_800_000_000_000),
        ARN: arn,
        DataType: 'text',
      });
    }
    expect(store.get('/latchkey/demo')).toBe('{"a":1}');
  });

  test('put by the rest of the system is read by the client', async () => {
    const { get, store } = await start();
    store.put('plain', 'x');
    expect((await get('plain')).Parameter?.Value).toBe('x');
    expect(store.calls.byOperation()).toEqual({ GetParameter: 1 });
  });

  test('is overwritten only where that is said, keeping its versions', async () => {
    const { put, get } = await start();
    await put('a', '1');
    await refused(put('a', '2'), 'ParameterAlreadyExists', 400);
    expect((await put('a', '2', { Overwrite: true })).Version).toBe(2);
    expect((await get('a')).Parameter).toMatchObject({ Value: '2', Version: 2, Type: 'String' });
    expect((await get('a:1')).Parameter).toMatchObject({ Value: '1', Selector: ':1' });
    await refused(get('a:3'), 'ParameterVersionNotFound', 400);
  });

  test('that is missing is not found', async () => {
    const { get, store } = await start();
    await refused(get('/latchkey/demo'), 'ParameterNotFound', 400);
    await refused(get(arn), 'ParameterNotFound', 400);
    expect(store.get('/latchkey/demo')).toBeUndefined();
  });

  test('that is secure is no use without decryption', async () => {
    const { put, get } = await start();
    await put('a', 'secret', { Type: 'SecureString' });
    expect((await get('a')).Parameter?.Value).not.toContain('secret');
    expect((await get('a', true)).Parameter?.Value).toBe('secret');
  });

  test('has 4,096 bytes at most, and at least one', async () => {
    const { put } = await start();
    await put('a', 'x'.repeat(parameterLimit));
    await refused(put('b', 'x'.repeat(parameterLimit + 1)), 'ValidationException', 400);
    await refused(put('b', ''), 'ValidationException', 400);
  });

  test('needs a type and a name of the permitted kind', async () => {
    const { put } = await start();
    await refused(put('a', 'x', {}), 'ValidationException', 400);
    for (const name of ['a b', 'a/b', '/aws/x', 'SSM-x']) {
      await refused(put(name, 'x'), 'ValidationException', 400);
    }
  });
});
