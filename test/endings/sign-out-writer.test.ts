/** Sign-outs on their way to the edges: what one writer makes of them, whatever the store. */
import { describe, expect, test } from '@jest/globals';
import { StoreFullError } from '../../keys/edge-store.ts';
import { signOutWriter } from '../../keys/sign-out-writer.ts';
import { formatRing, parseRing, type KeyRing } from '../../session/key-ring.ts';
import { parseRevocation, refuseRevoked } from '../../session/revocation.ts';
import type { SignOut } from '../../session/sign-out.ts';
import { sdkEdgeStore } from '../../keys/sdk-edge-store.ts';
import { KvsARN, startStore } from '../local/aws/key-value-store-support.ts';
import { memoryStore } from './memory-store.ts';
import { kindsOfStore, withIntruder } from './stores.ts';

/** Seconds since 1970. */
const now = 1_800_000_000;
const maxAge = 3600;

const ring: KeyRing = {
  notBefore: now - 999,
  revokedUntil: 0,
  signInsFrom: now - 999,
  keys: [
    { kid: 'signs', key: 's'.repeat(43), signsFrom: now - 500 },
    { kid: 'standby', key: 't'.repeat(43), signsFrom: null },
  ],
};
const withRing = { 'keys.demo': formatRing(ring) };

const sid = (number: number) => `sign-in-${number}`.padEnd(16, '-');
const signOutsOf = (users: number): SignOut[] =>
  Array.from({ length: users }, (_, at) => ({ sub: `user-${at}`, sid: sid(at) }));

const options = { audience: 'demo', maxAge, now: () => now };

const ringIn = (contents: ReadonlyMap<string, string>) =>
  parseRing(contents.get('keys.demo') ?? '');
const isRefused = (contents: ReadonlyMap<string, string>, signOut: SignOut) =>
  refuseRevoked(contents.get(`r:${signOut.sub}`) ?? '', { iat: now, sid: signOut.sid }, now) ===
  'revoked';

describe.each(kindsOfStore)('a writer of sign-outs, with a store %s', (_, open) => {
  test('ends each of them, until no copy of it could be renewed', async () => {
    const { store, contents } = await open(withRing);
    const signOuts = signOutsOf(3);
    await signOutWriter({ ...options, store }).write(signOuts);
    for (const signOut of signOuts) {
      expect(isRefused(contents(), signOut)).toBe(true);
      expect(isRefused(contents(), { ...signOut, sid: sid(99) })).toBe(false);
      const entry = parseRevocation(contents().get(`r:${signOut.sub}`) ?? '');
      expect(entry?.until).toBe(now + maxAge + 60);
    }
  });

  test('makes the edges look for as long, and leaves the rest of the ring alone', async () => {
    const { store, contents } = await open(withRing);
    await signOutWriter({ ...options, store }).write(signOutsOf(1));
    const written = ringIn(contents());
    expect(written?.revokedUntil).toBeGreaterThanOrEqual(now + maxAge + 60);
    expect({ ...written, revokedUntil: 0 }).toEqual(ring);
  });

  test('loses nothing that somebody else writes at the same moment', async () => {
    const { store, contents } = await open(withRing);
    const theirs = {
      'r:user-0': `${(now + 9999).toString(36)} ${(now - 5).toString(36)} ${sid(7)}`,
      'r:user-9': `${(now + 9999).toString(36)} ${now.toString(36)}`,
      'keys.demo': formatRing({ ...ring, notBefore: now, signInsFrom: now }),
    };
    await signOutWriter({ ...options, store: withIntruder(store, theirs) }).write(signOutsOf(2));
    expect(parseRevocation(contents().get('r:user-0') ?? '')).toEqual({
      until: now + 9999,
      before: now - 5,
      sids: [sid(7), sid(0)],
    });
    expect(isRefused(contents(), { sub: 'user-1', sid: sid(1) })).toBe(true);
    expect(contents().get('r:user-9')).toBe(theirs['r:user-9']);
    expect(ringIn(contents())).toMatchObject({ notBefore: now, signInsFrom: now });
    expect(ringIn(contents())?.revokedUntil).toBeGreaterThan(now);
  });

  test('keeps what two writers write by turns', async () => {
    const { store, contents } = await open(withRing);
    const writers = [0, 1].map(() => signOutWriter({ ...options, store }));
    for (const [at, signOut] of signOutsOf(6).entries()) {
      await writers[at % 2]?.write([signOut]);
    }
    for (const signOut of signOutsOf(6)) expect(isRefused(contents(), signOut)).toBe(true);
  });

  test('opens no window where there is no ring, and makes none', async () => {
    const { store, contents } = await open();
    await signOutWriter({ ...options, store }).write(signOutsOf(1));
    expect([...contents().keys()]).toEqual(['r:user-0']);
  });
});

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
    await writer.write(signOutsOf(10));
    expect(store.calls.of('UpdateKeys')).toBe(4);
    expect(store.calls.of('DescribeKeyValueStore')).toBe(1);
  });

  test('is one key for a user who signs out of many browsers', async () => {
    const store = memoryStore(withRing);
    const all = Array.from({ length: 40 }, (_, at) => ({ sub: 'ada', sid: sid(at) }));
    await signOutWriter({ ...options, store }).write(all);
    expect(store.calls).toEqual({ snapshots: 1, writes: 1 });
    expect(parseRevocation(store.entries.get('r:ada') ?? '')?.sids).toHaveLength(40);
  });

  test('is nothing where there are none', async () => {
    const store = memoryStore(withRing);
    await signOutWriter({ ...options, store }).write([]);
    expect(store.calls).toEqual({ snapshots: 0, writes: 0 });
  });

  test('writes the ring anew only where the window ends too early', async () => {
    const rings = new Set<string | undefined>();
    const store = memoryStore(withRing);
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
    const store = memoryStore(withRing);
    const writer = signOutWriter({ ...options, store });
    const all = Array.from({ length: 70 }, (_, at) => ({ sub: 'ada', sid: sid(at) }));
    for (const one of all) await writer.write([one]);
    await writer.write([{ sub: 'grace', sid: sid(1) }]);
    expect(parseRevocation(store.entries.get('r:ada') ?? '')?.before).toBe(now);
    for (const one of all) expect(isRefused(store.entries, one)).toBe(true);
    expect(isRefused(store.entries, { sub: 'grace', sid: sid(2) })).toBe(false);
  });
});

describe('a store nearly full', () => {
  const limit = 5 * 1024 * 1024;
  /** A store of which so much is taken. */
  const filled = (share: number) =>
    memoryStore({ ...withRing, filling: 'x'.repeat(Math.floor(limit * share)) });

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
    const store = memoryStore(withRing);
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
    const store = memoryStore({ ...withRing, 'r:user-0': 'of a later version' });
    const writer = signOutWriter({ ...options, store });
    await writer.write(signOutsOf(1));
    await writer.write(signOutsOf(2));
    expect(store.entries.get('r:user-0')).toBe('of a later version');
    expect(isRefused(store.entries, { sub: 'user-1', sid: sid(1) })).toBe(true);
  });
});
