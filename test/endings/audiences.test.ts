/** Several audiences over one store: what has ended for one has ended for all of them. */
import { describe, expect, test } from '@jest/globals';
import { maxKeysPerWrite } from '../../keys/edge-store.ts';
import { memoryEdgeStore } from '../keys/memory-edge-store.ts';
import { signOutWriter } from '../../keys/sign-out-writer.ts';
import { latestWindow, openWindows } from '../../keys/windows.ts';
import { formatRing, parseRing } from '../../session/key-ring.ts';
import { isRefused, maxAge, now, options, ring, signOutsOf } from './sign-outs.ts';
import { kindsOfStore } from './stores.ts';

const until = now + maxAge + 60;
const closed = formatRing(ring);
const open = formatRing({ ...ring, revokedUntil: until + 999_999 });

const windowOf = (contents: ReadonlyMap<string, string>, audience: string) =>
  parseRing(contents.get(`keys.${audience}`) ?? '')?.revokedUntil;

describe.each(kindsOfStore)('a sign-out, with a store %s', (_, openStore) => {
  test('makes the edges of every audience look', async () => {
    const { store, contents } = await openStore({ 'keys.docs': closed, 'keys.team': closed });
    const [signOut] = signOutsOf(1);
    await signOutWriter({ ...options, store }).write([signOut!]);
    expect(isRefused(contents(), signOut!)).toBe(true);
    for (const audience of ['docs', 'team']) {
      expect(windowOf(contents(), audience)).toBeGreaterThanOrEqual(until);
    }
  });
});

describe('a writer', () => {
  test('leaves a window that is open long enough, and a ring that it cannot read', async () => {
    const store = memoryEdgeStore({
      'keys.docs': closed,
      'keys.team': open,
      'keys.later': 'of a later version',
    });
    await signOutWriter({ ...options, store }).write(signOutsOf(1));
    expect(windowOf(store.entries, 'docs')).toBeGreaterThanOrEqual(until);
    expect(store.entries.get('keys.team')).toBe(open);
    expect(store.entries.get('keys.later')).toBe('of a later version');
  });

  test('has room for all the rings in the call that opens their windows', async () => {
    const rings = Array.from({ length: 12 }, (_, at) => [`keys.audience-${at}`, closed] as const);
    const store = memoryEdgeStore(Object.fromEntries(rings));
    const signOuts = signOutsOf(maxKeysPerWrite);
    await signOutWriter({ ...options, store }).write(signOuts);
    expect(store.calls).toEqual({ snapshots: 1, writes: 2 });
    for (const signOut of signOuts) expect(isRefused(store.entries, signOut)).toBe(true);
    for (const [key] of rings) expect(windowOf(store.entries, key.slice(5))).toBeGreaterThan(now);
  });

  test('learns of an audience that comes while it runs', async () => {
    const store = memoryEdgeStore({ 'keys.docs': closed });
    const writer = signOutWriter({ ...options, store });
    const [first, second] = signOutsOf(2);
    await writer.write([first!]);
    const { etag } = await store.snapshot();
    await store.write(etag, { puts: new Map([['keys.team', closed]]), deletes: [] });
    await writer.write([second!]);
    expect(windowOf(store.entries, 'team')).toBeGreaterThanOrEqual(until);
  });
});

describe('windows', () => {
  const entries = new Map([
    ['keys.docs', closed],
    ['keys.team', open],
    ['r:user-0', 'whatever'],
  ]);

  test('only those that end too early are written', () => {
    expect([...openWindows(entries, until).keys()]).toEqual(['keys.docs']);
    expect(openWindows(new Map([['keys.team', open]]), until).size).toBe(0);
  });

  test('a further audience begins with the longest', () => {
    expect(latestWindow(entries)).toBe(until + 999_999);
    expect(latestWindow(new Map())).toBe(0);
  });
});
