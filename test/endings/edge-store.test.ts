/** What every writer relies on, of each kind of store. */
import { describe, expect, test } from '@jest/globals';
import { StaleError, StoreFullError } from '../../keys/edge-store.ts';
import { sdkEdgeStore } from '../../keys/sdk-edge-store.ts';
import { KvsARN, startStore } from '../local/aws/key-value-store-support.ts';
import { memoryEdgeStore } from '../keys/memory-edge-store.ts';
import { kindsOfStore } from './stores.ts';

const putting = (puts: Readonly<Record<string, string>>, deletes: readonly string[] = []) => ({
  puts: new Map(Object.entries(puts)),
  deletes,
});

describe.each(kindsOfStore)('an edge store %s', (_, open) => {
  test('shows all that it holds, however much', async () => {
    const initial = Object.fromEntries(
      Array.from({ length: 120 }, (__, at) => [`r:user-${at}`, `value ${at}`]),
    );
    const { store } = await open(initial);
    const snapshot = await store.snapshot();
    expect(Object.fromEntries(snapshot.entries)).toEqual(initial);
    expect(snapshot.size).toBe(
      Object.entries(initial).reduce((sum, [key, value]) => sum + key.length + value.length, 0),
    );
    expect(snapshot.etag).not.toBe('');
  });

  test('shows only what is asked for, of what there is', async () => {
    const { store } = await open({ a: '1', b: '2', c: '3' });
    const all = await store.snapshot();
    const some = await store.snapshot(['b', 'nowhere', 'c']);
    expect(Object.fromEntries(some.entries)).toEqual({ b: '2', c: '3' });
    expect({ ...some, entries: null }).toEqual({ ...all, entries: null });
  });

  test('writes a change whole, and says which version that made', async () => {
    const { store, contents } = await open({ kept: '1', gone: '2', changed: '3' });
    const { etag } = await store.snapshot();
    const written = await store.write(etag, putting({ changed: '33', added: '4' }, ['gone']));
    expect(Object.fromEntries(contents())).toEqual({ kept: '1', changed: '33', added: '4' });
    const after = await store.snapshot();
    expect(written).toEqual({ etag: after.etag, size: after.size });
    expect(written.etag).not.toBe(etag);
  });

  test('takes one write after another without being read between them', async () => {
    const { store, contents } = await open();
    const first = await store.write((await store.snapshot()).etag, putting({ a: '1' }));
    await store.write(first.etag, putting({ b: '2' }));
    expect(Object.fromEntries(contents())).toEqual({ a: '1', b: '2' });
  });

  test('refuses a version that is not the latest, and writes nothing', async () => {
    const { store, contents } = await open({ a: '1' });
    const { etag } = await store.snapshot();
    await store.write(etag, putting({ b: '2' }));
    await expect(store.write(etag, putting({ a: '9', c: '3' }))).rejects.toThrow(StaleError);
    expect(Object.fromEntries(contents())).toEqual({ a: '1', b: '2' });
  });

  test('takes fifty keys at once', async () => {
    const { store, contents } = await open();
    const fifty = Array.from({ length: 50 }, (__, at) => [`key-${at}`, 'x']);
    const { etag } = await store.snapshot();
    await store.write(etag, putting(Object.fromEntries(fifty) as Record<string, string>));
    expect(contents().size).toBe(50);
  });
});

test('by the SDK a store is listed fifty keys a call, the most that AWS gives', async () => {
  const { store, client } = await startStore();
  store.seed(Object.fromEntries(Array.from({ length: 120 }, (_, at) => [`r:user-${at}`, 'x'])));
  expect((await sdkEdgeStore(client, KvsARN).snapshot()).entries.size).toBe(120);
  expect(store.calls.of('ListKeys')).toBe(3);
});

describe('a store without room', () => {
  test('says so in memory', async () => {
    const store = memoryEdgeStore({ a: 'x'.repeat(90) }, 100);
    const { etag } = await store.snapshot();
    await expect(store.write(etag, putting({ b: 'x'.repeat(20) }))).rejects.toThrow(StoreFullError);
    expect([...store.entries.keys()]).toEqual(['a']);
  });

  test('says so by the SDK', async () => {
    const { store, client } = await startStore();
    const edge = sdkEdgeStore(client, KvsARN);
    const { etag } = await edge.snapshot();
    store.refuseNext('ServiceQuotaExceededException');
    await expect(edge.write(etag, putting({ a: '1' }))).rejects.toThrow(StoreFullError);
  });
});

describe('a store that refuses for another reason', () => {
  test.each([
    ['AccessDeniedException', 'AccessDeniedException'],
    ['InternalServerException', 'InternalServerException'],
    // Not every invalid request is about the version.
    ['ValidationException', 'ValidationException'],
  ] as const)('%s is handed on', async (code, name) => {
    const { store, client } = await startStore();
    const edge = sdkEdgeStore(client, KvsARN);
    const { etag } = await edge.snapshot();
    store.refuseNext(code);
    await expect(edge.write(etag, putting({ a: '1' }))).rejects.toMatchObject({ name });
  });
});
