/** Sign-outs on their way to the edges: what one writer makes of them, whatever the store. */
import { describe, expect, test } from '@jest/globals';
import { signOutWriter } from '../../keys/sign-out-writer.ts';
import { formatRing } from '../../session/key-ring.ts';
import { parseRevocation } from '../../session/revocation.ts';
import {
  isRefused,
  maxAge,
  now,
  options,
  ring,
  ringIn,
  sid,
  signOutsOf,
  withRing,
} from './sign-outs.ts';
import { kindsOfStore, withIntruder } from './stores.ts';

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
