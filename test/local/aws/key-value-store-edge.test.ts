import { describe, expect, test } from '@jest/globals';
import { KeyValueStore } from '../../../local/aws/key-value-store.ts';
import { KvsARN, startStore, update } from './key-value-store-support.ts';
import { clock } from './support.ts';

function newStore(propagationMs: number) {
  const now = clock();
  const store = new KeyValueStore({ arn: KvsARN, now, propagationMs });
  const put = (key: string, value: string) => {
    store.write(store.etag, [[key, value]], []);
  };
  return { now, store, edge: store.edgeView(), put };
}

describe('the view of the edges', () => {
  test('rejects for a missing key, and exists tells it apart', async () => {
    const { edge } = newStore(0);
    await expect(edge.get('a')).rejects.toThrow('does not exist');
    expect(await edge.exists('a')).toBe(false);
  });

  test('shows a write of an SDK client at once where nothing else is said', async () => {
    const { client, store } = await startStore();
    await update(client, [{ Key: 'a', Value: '1' }]);
    expect(await store.edgeView().get('a')).toBe('1');
    expect(await store.edgeView().exists('a')).toBe(true);
  });

  test('shows a write when its time has come, not a millisecond earlier', async () => {
    const { client, store, now } = await startStore({ propagationMs: 30_000 });
    const edge = store.edgeView();
    await update(client, [{ Key: 'a', Value: '1' }]);
    now.advance(29_999);
    expect(store.get('a')).toBe('1');
    expect(await edge.exists('a')).toBe(false);
    now.advance(1);
    expect(await edge.get('a')).toBe('1');
  });

  test('shows overwriting and deletion late as well, a batch as a whole', async () => {
    const { store, edge, now } = newStore(1000);
    store.seed({ a: 'old', b: 'b' });
    store.write(store.etag, [['a', 'new']], ['b']);
    expect(await edge.get('a')).toBe('old');
    expect(await edge.exists('b')).toBe(true);
    now.advance(1000);
    expect(await edge.get('a')).toBe('new');
    expect(await edge.exists('b')).toBe(false);
  });

  test('shows each of several writes at its own time', async () => {
    const { edge, now, put } = newStore(1000);
    put('a', '1');
    now.advance(600);
    put('a', '2');
    now.advance(400);
    expect(await edge.get('a')).toBe('1');
    now.advance(600);
    expect(await edge.get('a')).toBe('2');
  });

  test('knows an import at once', async () => {
    const { store, edge } = newStore(1000);
    store.seed({ a: '1' });
    expect(await edge.get('a')).toBe('1');
  });
});

describe('a delay that changes', () => {
  test('holds for writes under way', async () => {
    const { store, edge, put } = newStore(Infinity);
    put('a', '1');
    expect(await edge.exists('a')).toBe(false);
    store.propagationMs = 0;
    expect(await edge.get('a')).toBe('1');
  });

  test('takes nothing back that has arrived', async () => {
    const { store, edge, put } = newStore(0);
    put('a', '1');
    store.propagationMs = 60_000;
    put('b', '2');
    expect(store.propagationMs).toBe(60_000);
    expect(await edge.exists('a')).toBe(true);
    expect(await edge.exists('b')).toBe(false);
  });
});

test('edges that cannot read the store reject either question', async () => {
  const { store, edge } = newStore(0);
  store.seed({ a: '1' });
  store.edgeFailing = true;
  await expect(edge.get('a')).rejects.toThrow('cannot be reached');
  await expect(edge.exists('a')).rejects.toThrow('cannot be reached');
  store.edgeFailing = false;
  expect(await edge.get('a')).toBe('1');
});
