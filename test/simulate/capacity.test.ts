/** How much the store of revocations holds, on the stand-in with its limits and by the real SDK. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { maxStoreSize, StoreFullError } from '../../keys/edge-store.ts';
import { sdkEdgeStore } from '../../keys/sdk-edge-store.ts';
import { signOutWriter } from '../../keys/sign-out-writer.ts';
import { formatRevocation } from '../../session/revocation.ts';
import {
  assumedWrite,
  capacity,
  entryBytes,
  now,
  revokeAll,
  ringKey,
  subjects,
  usualRing,
  writesFor,
} from '../../simulate/capacity.ts';
import { KvsARN, startStore } from '../local/aws/key-value-store-support.ts';

const docs = readFileSync(new URL('../../docs/capacity.md', import.meta.url), 'utf8');
const number = (value: number) => value.toLocaleString('en-US');
const entry = formatRevocation({ until: now + 604_800, before: now, sids: [] });

async function open(users: number, from = 500_000) {
  const { store, client } = await startStore();
  const held = subjects(users, from).map((sub) => [`r:${sub}`, entry] as const);
  store.seed(Object.fromEntries([[ringKey, usualRing], ...held]));
  return { store, edges: sdkEdgeStore(client, KvsARN) };
}

describe('a mass revocation by the SDK', () => {
  const users = 500;

  test('takes a write for every 49 users, and nobody is left out', async () => {
    const { store, edges } = await open(0);
    expect(await revokeAll(edges, subjects(users))).toBe(writesFor(users));
    expect(store.calls.of('UpdateKeys')).toBe(writesFor(users));
    expect(store.itemCount).toBe(users + 1);
    const taken = store.totalSize - Buffer.byteLength(ringKey) - usualRing.length;
    expect(taken).toBe(users * entryBytes.user);
  });
});

test('a store that is full refuses what is longer, keeps what it has, and takes what is as long', async () => {
  const { store, edges } = await open(capacity().users);
  expect(store.itemCount).toBe(capacity().users + 1);
  expect(maxStoreSize - store.totalSize).toBeLessThan(entryBytes.user);
  const before = store.totalSize;
  const write = (...puts: readonly (readonly [string, string])[]) =>
    edges.write(store.etag, { puts: new Map(puts), deletes: [] });

  const longer = `${usualRing} third:${'k'.repeat(43)}:`;
  await expect(write(['r:somebody-of-whom-nothing-is-known-here', entry])).rejects.toThrow(
    StoreFullError,
  );
  await expect(write([ringKey, longer])).rejects.toThrow(StoreFullError);
  expect(store.totalSize).toBe(before);
  expect(store.get(ringKey)).toBe(usualRing);

  const again = formatRevocation({ until: now + 604_800, before: now + 60, sids: [] });
  const known = `r:${subjects(1, 500_000).join('')}`;
  expect(await write([ringKey, usualRing], [known, again])).toMatchObject({ size: before });
});

describe('the last tenth', () => {
  test('is closed to sign-outs and open to the operator', async () => {
    const users = Math.ceil((maxStoreSize * 0.9) / entryBytes.user);
    const { store, edges } = await open(users);
    const snapshot = () =>
      Promise.resolve({
        etag: store.etag,
        entries: new Map([[ringKey, usualRing]]),
        size: store.totalSize,
      });
    const nearly = { ...edges, snapshot };
    const writer = signOutWriter({ store: nearly, maxAge: 3600, now: () => now });
    const signOut = { sub: 'somebody', sid: 's'.repeat(16) };
    await expect(writer.write([signOut])).rejects.toThrow(StoreFullError);
    expect(await revokeAll(nearly, subjects(98))).toBe(2);
    expect(store.itemCount).toBe(users + 1 + 98);
  });
});

describe('docs/capacity.md', () => {
  const { users, usersInLastTenth, signOuts } = capacity();

  test.each([
    ['bytes of a revoked user', `${entryBytes.user} bytes`],
    ['bytes of a sign-out', `${entryBytes.session} bytes`],
    ['users', `${number(users)} revoked users`],
    ['users in the last tenth', `${number(usersInLastTenth)} users`],
    ['sign-outs', `${number(signOuts)} sign-outs`],
    ['writes of a full store', `${number(writesFor(users))} writes`],
    ['their time', `${Math.round((writesFor(users) * assumedWrite) / 60)} minutes`],
    ['their price', `$${(writesFor(users) / 1000).toFixed(2)}`],
    ['writes of 500 users', `500 users took ${writesFor(500)} writes`],
  ])('has the %s', (_, figure) => {
    expect(docs).toContain(figure);
  });
});
