import { clockSlack } from '../../session/lifetimes.ts';
import { describe, expect, test } from '@jest/globals';
import { openWindow, revokeSids, revokeUser } from '../../keys/revocations.ts';
import { everyoneOutAhead } from '../../keys/rotation.ts';
import { formatRevocation, refuseRevoked, type Revocation } from '../../session/revocation.ts';

/** Seconds since 1970. */
const now = 1_800_000_000;
const hour = 3600;

/** 16 characters; the number tells them apart. */
const sid = (number: number) => `sign-in-${number}`.padEnd(16, '-');

const entry: Revocation = { until: now + hour, before: now - 500, sids: [sid(1)] };

/** What the edge makes of it. */
const refuses = (revoked: Revocation, session: { iat: number; sid: string }, at = now) =>
  refuseRevoked(formatRevocation(revoked), session.iat, session.sid, at) === 'revoked';

describe('revoking a sign-in', () => {
  test('begins an entry', () => {
    expect(revokeSids(null, [sid(1)], now, now + hour)).toEqual({
      until: now + hour,
      before: 0,
      sids: [sid(1)],
    });
  });

  test('ends that one and no other', () => {
    const revoked = revokeSids(null, [sid(1)], now, now + hour);
    expect(refuses(revoked, { iat: now - 10, sid: sid(1) })).toBe(true);
    expect(refuses(revoked, { iat: now - 10, sid: sid(2) })).toBe(false);
  });

  test('ends what is renewed or refreshed of it as well', () => {
    const revoked = revokeSids(null, [sid(1)], now, now + hour);
    expect(refuses(revoked, { iat: now + 300, sid: sid(1) }, now + 300)).toBe(true);
  });

  test('adds to the entry that there is, each once', () => {
    expect(revokeSids(entry, [sid(2), sid(1), sid(2)], now, now + 2 * hour)).toEqual({
      until: now + 2 * hour,
      before: now - 500,
      sids: [sid(1), sid(2)],
    });
  });

  test('never shortens an entry', () => {
    const operators = { ...entry, until: now + 7 * 24 * hour };
    expect(revokeSids(operators, [sid(2)], now, now + hour).until).toBe(operators.until);
  });

  test('forgets what an entry that is over has said', () => {
    const over = { until: now, before: now - 500, sids: [sid(1)] };
    expect(revokeSids(over, [sid(2)], now, now + hour)).toEqual({
      until: now + hour,
      before: 0,
      sids: [sid(2)],
    });
  });

  test('ends all of the user’s sessions where the entry would not fit a value', () => {
    let revoked: Revocation | null = null;
    let number = 0;
    do {
      revoked = revokeSids(revoked, [sid(++number)], now, now + hour);
      expect(formatRevocation(revoked).length).toBeLessThanOrEqual(1024);
    } while (revoked.before === 0);
    // 1,024 bytes hold the times and 59 of 17 characters.
    expect(number).toBe(60);
    expect(revoked).toEqual({ until: now + hour, before: now + clockSlack, sids: [] });
    for (const each of [1, 30, 59, 60]) {
      expect(refuses(revoked, { iat: now, sid: sid(each) })).toBe(true);
    }
    expect(refuses(revoked, { iat: now + clockSlack + 1, sid: sid(61) })).toBe(false);
  });

  test('does so for many at once, and takes nothing back', () => {
    const many = Array.from({ length: 100 }, (_, at) => sid(at));
    expect(revokeSids(null, many, now, now + hour)).toMatchObject({
      before: now + clockSlack,
      sids: [],
    });
    const later = { ...entry, before: now + hour };
    expect(revokeSids(later, many, now, now + hour).before).toBe(now + hour);
  });
});

describe('revoking a user', () => {
  test('ends every session up to now, on every clock, and none from after', () => {
    const revoked = revokeUser(null, now, now + hour);
    expect(revoked).toEqual({ until: now + hour, before: now + everyoneOutAhead, sids: [] });
    expect(refuses(revoked, { iat: now + everyoneOutAhead, sid: sid(1) })).toBe(true);
    expect(refuses(revoked, { iat: now + everyoneOutAhead + 1, sid: sid(1) })).toBe(false);
  });

  test('takes nothing back', () => {
    const later = { until: now + 9 * hour, before: now + hour, sids: [] };
    expect(revokeUser(later, now, now + hour)).toEqual(later);
  });

  test('names no sign-in any more: it ends all of them', () => {
    expect(revokeUser(entry, now, now + hour)).toEqual({
      until: now + hour,
      before: now + everyoneOutAhead,
      sids: [],
    });
  });

  test('is over when the entry is', () => {
    const revoked = revokeUser(null, now, now + hour);
    expect(refuses(revoked, { iat: now, sid: sid(1) }, now + hour - 1)).toBe(true);
    expect(refuses(revoked, { iat: now, sid: sid(1) }, now + hour)).toBe(false);
  });
});

describe('the window in which the edges look for entries', () => {
  test('opens far enough for the entry, and a step further', () => {
    expect(openWindow(0, now + hour)).toBe(now + hour + 6 * hour);
  });

  test('stays as it is while it reaches', () => {
    expect(openWindow(now + hour, now + hour)).toBe(now + hour);
    expect(openWindow(now + 2 * hour, now + hour)).toBe(now + 2 * hour);
  });

  test('only grows, and seldom', () => {
    let revokedUntil = 0;
    const steps = new Set<number>();
    for (let at = now; at < now + 24 * hour; at += 60) {
      const next = openWindow(revokedUntil, at + hour);
      expect(next).toBeGreaterThanOrEqual(Math.max(revokedUntil, at + hour));
      revokedUntil = next;
      steps.add(next);
    }
    expect(steps.size).toBe(4);
  });
});
