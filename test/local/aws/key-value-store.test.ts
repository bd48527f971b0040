import {
  DeleteKeyCommand,
  DescribeKeyValueStoreCommand,
  GetKeyCommand,
  ListKeysCommand,
  PutKeyCommand,
  UpdateKeysCommand,
} from '@aws-sdk/client-cloudfront-keyvaluestore';
import { describe, expect, test } from '@jest/globals';
import { etagOf, KvsARN, startStore, update } from './key-value-store-support.ts';
import { refused } from './support.ts';

describe('single keys', () => {
  test('are put, read and deleted, with totals in bytes of keys and values', async () => {
    const { client } = await startStore();
    const put = new PutKeyCommand({
      KvsARN,
      Key: 'r:a/b é',
      Value: '€',
      IfMatch: await etagOf(client),
    });
    const written = await client.send(put);
    expect(written).toMatchObject({ ItemCount: 1, TotalSizeInBytes: 11 });
    expect(await client.send(new GetKeyCommand({ KvsARN, Key: 'r:a/b é' }))).toMatchObject({
      Key: 'r:a/b é',
      Value: '€',
      ItemCount: 1,
      TotalSizeInBytes: 11,
    });
    const deleted = await client.send(
      new DeleteKeyCommand({ KvsARN, Key: 'r:a/b é', IfMatch: written.ETag }),
    );
    expect(deleted).toMatchObject({ ItemCount: 0, TotalSizeInBytes: 0 });
  });

  test('that are missing are not found', async () => {
    const { client } = await startStore();
    const IfMatch = await etagOf(client);
    const get = client.send(new GetKeyCommand({ KvsARN, Key: 'a' }));
    await refused(get, 'ResourceNotFoundException', 404);
    const remove = client.send(new DeleteKeyCommand({ KvsARN, Key: 'a', IfMatch }));
    await refused(remove, 'ResourceNotFoundException', 404);
    expect(await etagOf(client)).toBe(IfMatch);
  });

  test('overwrite: the total counts the new value only', async () => {
    const { client } = await startStore();
    await update(client, [{ Key: 'a', Value: '12345' }]);
    const second = await update(client, [{ Key: 'a', Value: '1' }]);
    expect(second).toMatchObject({ ItemCount: 1, TotalSizeInBytes: 2 });
  });
});

test('DescribeKeyValueStore tells ARN, status, times, totals and the ETag', async () => {
  const { client, now } = await startStore();
  now.advance(5000);
  const { ETag } = await update(client, [{ Key: 'a', Value: 'b' }]);
  expect(await client.send(new DescribeKeyValueStoreCommand({ KvsARN }))).toMatchObject({
    KvsARN,
    Status: 'READY',
    Created: new Date(1_800_000_000_000),
    LastModified: new Date(1_800_000_005_000),
    ItemCount: 1,
    TotalSizeInBytes: 2,
    ETag,
  });
});

test('another ARN is not found', async () => {
  const { client } = await startStore();
  const other = new DescribeKeyValueStoreCommand({ KvsARN: `${KvsARN}0` });
  await refused(client.send(other), 'ResourceNotFoundException', 404);
});

describe('the ETag', () => {
  test('changes with every write and never comes back', async () => {
    const { client } = await startStore();
    const seen = [await etagOf(client)];
    for (const Value of ['1', '1', '2']) {
      seen.push((await update(client, [{ Key: 'a', Value }])).ETag);
      expect(await etagOf(client)).toBe(seen.at(-1));
    }
    seen.push((await update(client, [], ['a'])).ETag);
    expect(new Set(seen).size).toBe(5);
  });

  test.each([
    ['ConflictException', 409],
    ['ValidationException', 400],
  ] as const)('is refused when stale, as %s', async (name, status) => {
    const { client, store } = await startStore({ staleEtagError: name });
    const IfMatch = await etagOf(client);
    await update(client, [{ Key: 'a', Value: '1' }]);
    const put = client.send(new PutKeyCommand({ KvsARN, Key: 'a', Value: '2', IfMatch }));
    await refused(put, name, status);
    const Puts = [{ Key: 'a', Value: '2' }];
    await refused(client.send(new UpdateKeysCommand({ KvsARN, Puts, IfMatch })), name, status);
    const remove = client.send(new DeleteKeyCommand({ KvsARN, Key: 'a', IfMatch }));
    await refused(remove, name, status);
    expect(store.get('a')).toBe('1');
  });

  test('is required', async () => {
    const { client, store } = await startStore();
    const command = new PutKeyCommand({ KvsARN, Key: 'a', Value: '2', IfMatch: undefined });
    await refused(client.send(command), 'ValidationException', 400);
    expect(store.itemCount).toBe(0);
  });
});

describe('UpdateKeys', () => {
  test('puts and deletes in one go', async () => {
    const { client, store } = await startStore();
    store.seed({ a: '1', b: '2' });
    await update(client, [{ Key: 'c', Value: '3' }], ['a']);
    expect(store.entries()).toEqual([
      ['b', '2'],
      ['c', '3'],
    ]);
  });

  test('does nothing at all when one part cannot be done', async () => {
    const { client, store } = await startStore();
    store.seed({ a: '1' });
    const { etag } = store;
    const good = { Key: 'b', Value: '2' };
    await refused(update(client, [good], ['a', 'missing']), 'ResourceNotFoundException', 404);
    const long = { Key: 'c', Value: 'x'.repeat(1025) };
    await refused(update(client, [good, long], ['a']), 'ServiceQuotaExceededException', 402);
    expect(store.entries()).toEqual([['a', '1']]);
    expect(store.etag).toBe(etag);
  });

  test('refuses a key named twice, and no key at all', async () => {
    const { client, store } = await startStore();
    store.seed({ a: '1' });
    const put = { Key: 'a', Value: '2' };
    await refused(update(client, [put], ['a']), 'ValidationException', 400);
    await refused(update(client, [put, put]), 'ValidationException', 400);
    await refused(update(client, []), 'ValidationException', 400);
    expect(store.get('a')).toBe('1');
  });
});

describe('ListKeys', () => {
  const keys = Array.from({ length: 60 }, (_, index) => `k${String(index).padStart(2, '0')}`);
  const seeded = async () => {
    const started = await startStore();
    started.store.seed(Object.fromEntries(keys.map((key) => [key, `v${key}`])));
    return started;
  };

  test('gives ten with their values where no number is asked for', async () => {
    const { client } = await seeded();
    const page = await client.send(new ListKeysCommand({ KvsARN }));
    expect(page.Items).toEqual(keys.slice(0, 10).map((Key) => ({ Key, Value: `v${Key}` })));
    expect(page.NextToken).toEqual(expect.any(String));
  });

  test('goes on with NextToken to the end', async () => {
    const { client } = await seeded();
    const first = await client.send(new ListKeysCommand({ KvsARN, MaxResults: 50 }));
    const { NextToken } = first;
    const rest = await client.send(new ListKeysCommand({ KvsARN, MaxResults: 50, NextToken }));
    const listed = [...(first.Items ?? []), ...(rest.Items ?? [])].map(({ Key }) => Key);
    expect(listed).toEqual(keys);
    expect(rest.NextToken).toBeUndefined();
  });

  test('gives no token after a last full page', async () => {
    const { client, store } = await startStore();
    store.seed(Object.fromEntries(keys.slice(0, 10).map((key) => [key, ''])));
    expect((await client.send(new ListKeysCommand({ KvsARN }))).NextToken).toBeUndefined();
  });

  test('skips nothing when a key of an earlier page goes meanwhile', async () => {
    const { client } = await seeded();
    const { NextToken } = await client.send(new ListKeysCommand({ KvsARN }));
    await update(client, [], ['k00']);
    const next = await client.send(new ListKeysCommand({ KvsARN, NextToken }));
    expect(next.Items?.[0]?.Key).toBe('k10');
  });

  test.each([0, 51])('refuses MaxResults of %i', async (MaxResults) => {
    const { client } = await startStore();
    const list = client.send(new ListKeysCommand({ KvsARN, MaxResults }));
    await refused(list, 'ValidationException', 400);
  });

  test('refuses a token of its own making', async () => {
    const { client } = await startStore();
    const list = client.send(new ListKeysCommand({ KvsARN, NextToken: 'abc' }));
    await refused(list, 'ValidationException', 400);
  });
});

test('calls are counted by operation, refused ones too', async () => {
  const { client, store } = await startStore();
  await update(client, [{ Key: 'a', Value: '1' }]);
  await refused(update(client, [], ['b']), 'ResourceNotFoundException', 404);
  expect(store.calls.byOperation()).toEqual({ DescribeKeyValueStore: 2, UpdateKeys: 2 });
  expect(store.calls.total).toBe(4);
  store.calls.reset();
  expect(store.calls.of('UpdateKeys')).toBe(0);
});

test.each([
  ['AccessDeniedException', 403],
  ['InternalServerException', 500],
] as const)('can be told to refuse as %s', async (name, status) => {
  const { client, store } = await startStore();
  store.refuseNext(name);
  await refused(etagOf(client), name, status);
  expect(await etagOf(client)).toBe(store.etag);
});
