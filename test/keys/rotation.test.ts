/** What becomes of a ring, at the seconds that matter. */
import { describe, expect, test } from '@jest/globals';
import { pendingRing } from '../../keys/pending.ts';
import {
  adopt,
  dropKeys,
  everyoneOut,
  prune,
  replaceKeys,
  retirement,
  ringCapacity,
  rotate,
  succeeds,
} from '../../keys/rotation.ts';
import { seedRing } from '../../keys/seed.ts';
import { formatRing, maxRingLength, type KeyRing } from '../../session/key-ring.ts';

const now = 1_800_000_000;
const times = { lead: 600, sessionTtl: 1800 };
let made = 0;
const randomKey = () => `key-${++made}-`.padEnd(43, '0');
const first = seedRing(now, randomKey);
const [signing, standby] = first.keys as [KeyRing['keys'][0], KeyRing['keys'][0]];
const second = rotate(first, now, randomKey, times);
/** The standby signs from then on: after the lead, on every clock. */
const begins = now + 600 + 60;
const kids = ({ keys }: KeyRing) => keys.map(({ kid }) => kid);

test('a rotation gives the standby its time and the first place, and adds another', () => {
  expect(second.keys).toEqual([
    { ...standby, signsFrom: begins },
    signing,
    expect.objectContaining({ signsFrom: null }),
  ]);
  expect(new Set(kids(second)).size).toBe(3);
});

test('a key is needed for as long as a session that it signed last', () => {
  const end = begins + retirement(times);
  expect(retirement(times)).toBe(1800 + 600 + 120);
  expect(prune(second, end, times)).toBe(second);
  expect(kids(prune(second, end + 1, times))).toEqual(
    kids(second).filter((kid) => kid !== signing.kid),
  );
  // The signing key and the standby, for ever.
  expect(prune(second, end * 2, times).keys).toHaveLength(2);
});

test('as many keys as are promised have room, whatever their ids and times', () => {
  const key = { kid: 'z'.repeat(8), key: 'k'.repeat(43), signsFrom: 36 ** 8 - 1 };
  const longest = 36 ** 8 - 1;
  const ring = (count: number) =>
    formatRing({
      notBefore: longest,
      revokedUntil: longest,
      signInsFrom: longest,
      keys: Array.from({ length: count }, () => key),
    });
  expect(ring(ringCapacity).length).toBeLessThanOrEqual(maxRingLength);
  expect(ring(ringCapacity + 1).length).toBeGreaterThan(maxRingLength);
});

test('what takes keys away leaves the times, and nothing that has signed', () => {
  const ended = everyoneOut(second, now);
  for (const ring of [dropKeys(ended, now, randomKey), replaceKeys(ended, now, randomKey)]) {
    expect(kids(ring)).not.toContain(signing.kid);
    expect(ring.notBefore).toBe(ended.notBefore);
    expect(ring.signInsFrom).toBe(ended.signInsFrom);
    expect(ring.keys.filter(({ signsFrom }) => signsFrom === null)).toHaveLength(1);
  }
  const late = dropKeys(second, begins, randomKey);
  expect(kids(late)[0]).toBe(kids(second)[2]);
  expect(late.keys[0]!.signsFrom).toBe(begins - 60);
});

test('of two keys that are still to sign the older one takes the place of those that leaked', () => {
  const third = rotate(second, now + 100, randomKey, times);
  expect(kids(dropKeys(third, now + 110, randomKey))[0]).toBe(standby.kid);
});

describe('what the edges do already', () => {
  test.each([
    ['to come', begins - 1, begins],
    ['now', begins, begins],
    ['past', begins + 5000, begins + 5000],
  ])('is taken over, and the key before it is needed from then on: %s', (_, at, from) => {
    const adopted = adopt(first, second, at, randomKey);
    expect(adopted.keys).toEqual([
      signing,
      { ...standby, signsFrom: from },
      expect.objectContaining({ signsFrom: null }),
    ]);
    const end = from + retirement(times);
    expect(kids(prune(adopted, end, times))).toContain(signing.kid);
    expect(kids(prune(adopted, end + 1, times))).not.toContain(signing.kid);
  });

  test('by the same ring or an older one changes nothing', () => {
    expect(adopt(first, first, begins, randomKey)).toBe(first);
    expect(adopt(second, first, begins, randomKey)).toBe(second);
  });
});

describe('a pending ring', () => {
  const judge = (ring: KeyRing, current: KeyRing, at = now) =>
    pendingRing({ id: 'p', text: formatRing(ring) }, current, at, times);
  const stale = (why: RegExp) => ({ state: 'stale', id: 'p', why: expect.stringMatching(why) });

  test('may be finished until its key’s time has come', () => {
    expect(judge(second, first, now + 599).state).toBe('fresh');
    expect(judge(second, first, begins)).toEqual(stale(/should sign already/));
  });

  test.each([
    ['everyone is out', everyoneOut(first, now)],
    ['keys were dropped', dropKeys(first, now, randomKey)],
    ['keys were replaced', replaceKeys(first, now, randomKey)],
    ['another rotation was finished', rotate(first, now, randomKey, times)],
  ])('is given up when %s', (_, current) => {
    expect(judge(second, current)).toEqual(stale(/changed since it began/));
    expect(succeeds(second, current, now, times)).toBe(false);
  });

  test('that holds a key under another’s id is given up', () => {
    const keys = second.keys.map((key) => ({ ...key, key: 'x'.repeat(43) }));
    expect(judge({ ...second, keys }, first)).toEqual(stale(/changed since it began/));
  });

  test('that is the current one again has no next key', () => {
    expect(judge(first, first)).toEqual(stale(/no next key/));
  });

  test('that is no ring is given up; one that is empty is waited for', () => {
    expect(pendingRing({ id: 'p', text: 'x' }, first, now, times)).toEqual(stale(/no key ring/));
    expect(pendingRing({ id: 'p', text: null }, first, now, times).state).toBe('empty');
    expect(pendingRing(null, first, now, times).state).toBe('none');
  });
});
