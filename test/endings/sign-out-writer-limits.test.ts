/** What sign-outs cost, and what a writer does where a store is full, busy or broken. */
import { clockSlack } from '../../session/lifetimes.ts';
import { describe, expect, test } from '@jest/globals';
import { maxStoreSize, StoreFullError } from '../../keys/edge-store.ts';
import { sdkEdgeStore } from '../../keys/sdk-edge-store.ts';
import { signOutWriter } from '../../keys/sign-out-writer.ts';
import { parseRevocation } from '../../session/revocation.ts';
import { KvsARN, startStore } from '../local/aws/key-value-store-support.ts';
import { memoryEdgeStore } from '../keys/memory-edge-store.ts';
import { isRefused, now, options, sid, signOutsOf, withRing } from './sign-outs.ts';

describe('what sign-outs cost', () => {
  test('is one call for fifty keys, after one reading', async () => {
    const { store, client } = await startStore();
    store.seed(withRing);
    const writer = signOutWriter({ ...options, store: sdkEdgeStore(client, KvsARN) });
    await writer.write(signOutsOf(147));
    expect(store.calls.byOperation()).toEqual({
      DescribeKeyValueStore: 1,
      ListKeys: 1,
      UpdateKeys: 3,
    });
    await writer.write(signOutsOf(157).slice(147));
    expect(store.calls.of('UpdateKeys')).toBe(4);
    expect(store.calls.of('DescribeKeyValueStore')).toBe(1);
  });

  test('is no more for a cookie that is signed out over and over', async () => {
    const store = memoryEdgeStore(withRing);
    let at = now;
    const writer = signOutWriter({ ...options, store, now: () => at });
    for (at = now; at <= now + clockSlack; at += 6) await writer.write(signOutsOf(1));
    expect(store.calls).toEqual({ snapshots: 1, writes: 1 });
    await writer.write(signOutsOf(1));
    expect(store.calls.writes).toBe(2);
    await writer.write([{ sub: 'user-0', sid: sid(9) }]);
    expect(store.calls.writes).toBe(3);
  });

  test('is one key for a user who signs out of many browsers', async () => {
    const store = memoryEdgeStore(withRing);
    const all = Array.from({ length: 40 }, (_, at) => ({ sub: 'ada', sid: sid(at) }));
    await signOutWriter({ ...options, store }).write(all);
    expect(store.calls).toEqual({ snapshots: 1, writes: 1 });
    expect(parseRevocation(store.entries.get('r:ada') ?? '')?.sids).toHaveLength(40);
  });

  test('is nothing where there are none', async () => {
    const store = memoryEdgeStore(withRing);
    await signOutWriter({ ...options, store }).write([]);
    expect(store.calls).toEqual({ snapshots: 0, writes: 0 });
  });

  test('writes the ring anew only where the window ends too early', async () => {
    const rings = new Set<string | undefined>();
    const store = memoryEdgeStore(withRing);
    let at = now;
    const writer = signOutWriter({ ...options, store, now: () => at });
    for (const [index, signOut] of signOutsOf(60).entries()) {
      at = now + index * 60;
      await writer.write([signOut]);
      rings.add(store.entries.get('keys.demo'));
    }
    expect(rings.size).toBe(1);
  });
});

describe('more sign-ins than an entry holds', () => {
  test('end all of the user’s sessions, and nobody else’s', async () => {
    const store = memoryEdgeStore(withRing);
    const writer = signOutWriter({ ...options, store });
    const all = Array.from({ length: 70 }, (_, at) => ({ sub: 'ada', sid: sid(at) }));
    for (const one of all) await writer.write([one]);
    await writer.write([{ sub: 'grace', sid: sid(1) }]);
    expect(parseRevocation(store.entries.get('r:ada') ?? '')?.before).toBe(now + clockSlack);
    for (const one of all) expect(isRefused(store.entries, one)).toBe(true);
    expect(isRefused(store.entries, { sub: 'grace', sid: sid(2) })).toBe(false);
  });
});

describe('a store nearly full', () => {
  /** A store of which so much is taken. */
  const filled = (share: number) =>
    memoryEdgeStore({ ...withRing, filling: 'x'.repeat(Math.floor(maxStoreSize * share)) });

  test('keeps its last tenth for the operator', async () => {
    const store = filled(0.901);
    const writing = signOutWriter({ ...options, store }).write(signOutsOf(1));
    await expect(writing).rejects.toThrow(StoreFullError);
    expect(store.calls.writes).toBe(0);
    expect(store.entries.has('r:user-0')).toBe(false);
  });

  test('is used until then', async () => {
    const store = filled(0.899);
    await signOutWriter({ ...options, store }).write(signOutsOf(1));
    expect(isRefused(store.entries, { sub: 'user-0', sid: sid(0) })).toBe(true);
  });

  test('goes on once there is room again', async () => {
    const store = filled(0.95);
    const writer = signOutWriter({ ...options, store });
    await expect(writer.write(signOutsOf(1))).rejects.toThrow(StoreFullError);
    const { etag } = await store.snapshot();
    await store.write(etag, { puts: new Map(), deletes: ['filling'] });
    await writer.write(signOutsOf(1));
    expect(isRefused(store.entries, { sub: 'user-0', sid: sid(0) })).toBe(true);
  });
});

describe('when something is wrong', () => {
  test('a writer that never gets its turn says so', async () => {
    const store = memoryEdgeStore(withRing);
    let turn = 0;
    const busy = {
      ...store,
      write: async (etag: string, change: Parameters<typeof store.write>[1]) => {
        const { etag: latest } = await store.snapshot();
        await store.write(latest, { puts: new Map([['other', String(++turn)]]), deletes: [] });
        return store.write(etag, change);
      },
    };
    const writing = signOutWriter({ ...options, store: busy }).write(signOutsOf(1));
    await expect(writing).rejects.toMatchObject({ code: 'stale' });
    expect(turn).toBe(5);
  });

  test('a write whose answer was lost is made again, to the same end', async () => {
    const { store, client } = await startStore();
    store.seed(withRing);
    const sdk = sdkEdgeStore(client, KvsARN);
    let isLost = true;
    const writer = signOutWriter({
      ...options,
      store: {
        snapshot: () => sdk.snapshot(),
        write: async (etag, change) => {
          const written = await sdk.write(etag, change);
          if (!isLost) return written;
          isLost = false;
          throw new Error('the connection broke');
        },
      },
    });
    await expect(writer.write(signOutsOf(1))).rejects.toThrow('the connection broke');
    await writer.write(signOutsOf(1));
    expect(parseRevocation(store.get('r:user-0') ?? '')?.sids).toEqual([sid(0)]);
  });

  // The edges let nobody in by such an entry. A sign-out must not turn it into a weaker one.
  test('an entry that cannot be read stays', async () => {
    const store = memoryEdgeStore({ ...withRing, 'r:user-0': 'of a later version' });
    const writer = signOutWriter({ ...options, store });
    await writer.write(signOutsOf(1));
    await writer.write(signOutsOf(2));
    expect(store.entries.get('r:user-0')).toBe('of a later version');
    expect(isRefused(store.entries, { sub: 'user-1', sid: sid(1) })).toBe(true);
  });
});
