import { PutKeyCommand } from '@aws-sdk/client-cloudfront-keyvaluestore';
import { describe, expect, test } from '@jest/globals';
import { kvsLimits } from '../../../local/aws/key-value-store-limits.ts';
import { etagOf, KvsARN, startStore, update } from './key-value-store-support.ts';
import { refused } from './support.ts';

const quota = ['ServiceQuotaExceededException', 402] as const;

describe.each([
  ['a value of 1 KB', 'k', 'x'.repeat(1024), 'x'.repeat(1025)],
  ['a value of 1 KB, in bytes', 'k', 'é'.repeat(512), `${'é'.repeat(512)}x`],
])('%s', (_name, Key, allowed, tooLong) => {
  test('is the most', async () => {
    const { client, store } = await startStore();
    const put = async (Value: string) =>
      client.send(new PutKeyCommand({ KvsARN, Key, Value, IfMatch: await etagOf(client) }));
    await put(allowed);
    await refused(put(tooLong), ...quota);
    await refused(update(client, [{ Key, Value: tooLong }]), ...quota);
    expect(store.get(Key)).toBe(allowed);
  });
});

describe.each([
  ['a key of 512 bytes', 'k'.repeat(512), 'k'.repeat(513)],
  ['a key of 512 bytes, not characters', 'é'.repeat(256), `${'é'.repeat(256)}k`],
])('%s', (_name, allowed, tooLong) => {
  test('is the most', async () => {
    const { client, store } = await startStore();
    const put = async (Key: string) =>
      client.send(new PutKeyCommand({ KvsARN, Key, Value: '', IfMatch: await etagOf(client) }));
    await put(allowed);
    await refused(put(tooLong), ...quota);
    expect(store.entries()).toEqual([[allowed, '']]);
  });
});

describe('an update of fifty keys', () => {
  const puts = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ Key: `k${String(index)}`, Value: 'v' }));

  test('is the most', async () => {
    const { client, store } = await startStore();
    await refused(update(client, puts(51)), ...quota);
    expect(store.itemCount).toBe(0);
    await update(client, puts(50));
    expect(store.itemCount).toBe(50);
  });

  test('counts puts and deletes together', async () => {
    const { client, store } = await startStore();
    store.seed({ a: '1', b: '2' });
    await refused(update(client, puts(49), ['a', 'b']), ...quota);
    await update(client, puts(48), ['a', 'b']);
    expect(store.itemCount).toBe(48);
  });
});

test('an update of 3 MB is the most', async () => {
  const { store } = await startStore();
  const json = JSON.stringify({ Puts: [{ Key: 'a', Value: '1' }] });
  const send = (bytes: number) =>
    store.handle({
      method: 'POST',
      url: `/key-value-stores/${encodeURIComponent(KvsARN)}/keys`,
      headers: {
        authorization:
          'AWS4-ECDSA-P256-SHA256 Credential=A/20270101/cloudfront-keyvaluestore/aws4_request, SignedHeaders=host, Signature=00',
        'if-match': store.etag,
      },
      body: Buffer.from(json.padEnd(bytes)),
    });
  expect((await send(kvsLimits.updateBytes + 1)).status).toBe(402);
  expect(store.itemCount).toBe(0);
  expect((await send(kvsLimits.updateBytes)).status).toBe(200);
});

describe('a store of 5 MB', () => {
  /** Pairs of 1,024 bytes: an 8-byte key and 1,016 bytes of value. */
  const pairs = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        `k${String(index).padStart(7, '0')}`,
        'v'.repeat(1016),
      ]),
    );

  test('is the most, to the byte', async () => {
    const { client, store } = await startStore();
    store.seed(pairs(5 * 1024 - 1));
    expect(store.totalSize).toBe(kvsLimits.store - 1024);
    await refused(update(client, [{ Key: 'k', Value: 'v'.repeat(1024) }]), ...quota);
    const filled = await update(client, [{ Key: 'k', Value: 'v'.repeat(1023) }]);
    expect(filled.TotalSizeInBytes).toBe(kvsLimits.store);
    await refused(update(client, [{ Key: 'x', Value: '' }]), ...quota);
  });

  test('takes a write that makes its own room', async () => {
    const { client, store } = await startStore();
    store.seed(pairs(5 * 1024));
    const put = { Key: 'k000000x', Value: 'v'.repeat(1016) };
    await refused(update(client, [put]), ...quota);
    await update(client, [put], ['k0000000']);
    expect(store.totalSize).toBe(kvsLimits.store);
  });

  test('holds for an import too', async () => {
    const { store } = await startStore();
    expect(() => {
      store.seed(pairs(5 * 1024 + 1));
    }).toThrow('Limit exceeded');
    expect(store.itemCount).toBe(0);
  });
});
