import { describe, expect, test } from '@jest/globals';
import {
  lambdaEdgeBill,
  latchkeyBill,
  refreshingBill,
  usual,
  type Bill,
  type Usage,
} from '../../bench/money/model.ts';
import { memoryAfterRevocation } from '../../keys/sign-in-window.ts';
import { prices } from '../../bench/money/prices.ts';

const usage: Usage = { ...usual, requestsPerDay: 1_000_000, activeUsers: 10_000 };
const of = ({ items }: Bill, name: string) => items.find(({ item }) => item === name);

describe('latchkeyBill', () => {
  test('a call of the function for each request, renewal and call of the token exchange', () => {
    const alone = latchkeyBill({ ...usage, activeUsers: 0 });
    expect(of(alone, 'CloudFront Functions, calls')).toEqual({
      item: 'CloudFront Functions, calls',
      quantity: 30_000_000,
      dollars: 30_000_000 * prices.functionInvocation,
    });
    // Two hours with a renewal due every fifteen minutes: eight for each person.
    const { quantity = 0 } = of(latchkeyBill(usage), 'CloudFront Functions, calls') ?? {};
    const exchanged = of(latchkeyBill(usage), 'Lambda, token exchange')?.quantity ?? 0;
    expect(quantity).toBeCloseTo(30_000_000 + 30 * 8 * 10_000 + exchanged, 3);
  });

  test('one read for a request, two while sign-outs are remembered, none on public paths', () => {
    const quiet = { ...usage, signOutShare: 0, activeUsers: 0, revocationsPerDay: 0 };
    const reads = (bill: Bill) => of(bill, 'KeyValueStore, reads at the edge')?.quantity;
    expect(reads(latchkeyBill(quiet))).toBe(30_000_000);
    expect(reads(latchkeyBill({ ...quiet, publicShare: 0.5 }))).toBe(15_000_000);
    const told = { ...usage, signOutShare: 0.1 };
    const untold = { ...usage, signOutShare: 0, revocationsPerDay: 0 };
    expect(reads(latchkeyBill(told))).toBeGreaterThan(2 * (reads(latchkeyBill(untold)) ?? 0));
    const off = { ...told, revocationsPerDay: 0, tellsEdges: false };
    expect(reads(latchkeyBill(told))).toBe(2 * (reads(latchkeyBill(off)) ?? 0));
  });

  test('sign-outs share a write once there are more than one in five seconds, 49 at most', () => {
    const writes = (activeUsers: number) =>
      of(
        latchkeyBill({ ...usage, activeUsers, signOutShare: 1 }),
        'KeyValueStore, API calls of sign-outs',
      )?.quantity ?? 0;
    expect(writes(1000)).toBeCloseTo(30_000, 6);
    expect(writes(86_400)).toBeCloseTo((30 * 86_400) / 5, 6);
    expect(writes(86_400_000)).toBeCloseTo((30 * 86_400_000) / 49, 3);
  });

  test('a writer that sleeps in between reads the store first; one that is turned off does nothing', () => {
    const signOuts = (changes: Partial<Usage>) => {
      const bill = latchkeyBill({ ...usage, signOutShare: 1, ...changes });
      return of(bill, 'KeyValueStore, API calls of sign-outs')?.quantity;
    };
    expect(signOuts({ activeUsers: 10 })).toBeCloseTo(3 * 30 * 10, 6);
    expect(signOuts({ tellsEdges: false })).toBe(0);
    const off = latchkeyBill({ ...usage, tellsEdges: false });
    expect(of(off, 'SQS, requests')?.quantity).toBe(0);
  });

  test('sign-ins are compared with the store after a revocation, and never more often than all', () => {
    const signIns = (revocationsPerDay: number) =>
      of(latchkeyBill({ ...usage, revocationsPerDay }), 'KeyValueStore, API calls of sign-ins')
        ?.quantity ?? NaN;
    const all = (30 * usage.activeUsers) / 7;
    expect(signIns(0)).toBe(0);
    expect(signIns(1) / all).toBeCloseTo((memoryAfterRevocation + 3600) / 86_400, 6);
    expect(signIns(1000)).toBeCloseTo(all, 6);
  });

  test('nobody asks Cognito where nobody comes; a longer maxAge asks it less', () => {
    expect(latchkeyBill({ ...usage, activeUsers: 0 }).peakRefreshes).toBe(0);
    const [hour, day] = [3600, 86_400].map((maxAge) => latchkeyBill({ ...usage, maxAge }));
    expect(day?.peakRefreshes).toBeLessThan(hour?.peakRefreshes ?? 0);
    expect(day?.total).toBeLessThan(hour?.total ?? 0);
  });

  test('the total is that of its items', () => {
    for (const bill of [latchkeyBill(usage), lambdaEdgeBill(usage), refreshingBill(usage)]) {
      expect(bill.total).toBeCloseTo(
        bill.items.reduce((sum, { dollars }) => sum + dollars, 0),
        9,
      );
    }
  });
});

describe('quotas', () => {
  test('ten million people a day are more than Cognito’s default, in every way', () => {
    const many = { ...usage, requestsPerDay: 1e9, activeUsers: 1e7, maxAge: 86_400 };
    expect(latchkeyBill(many).refreshQuota).toBeCloseTo(2, 0);
    expect(refreshingBill(many).refreshQuota).toBeGreaterThan(8 * latchkeyBill(many).refreshQuota);
  });

  test('a hundred and fifty a second are the quota exactly', () => {
    const once = {
      ...usage,
      activeSeconds: 1,
      signInAge: 1e12,
      peak: 1,
      activeUsers: 150 * 86_400,
    };
    expect(latchkeyBill(once).refreshQuota).toBeCloseTo(1, 3);
  });
});
