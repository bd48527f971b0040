import { describe, expect, test } from '@jest/globals';
import { cached } from '../../token-exchange/cached.ts';

/** A value that counts how often it was loaded, and the clock it goes by. */
function counted(usualAge = 60, fail: (count: number) => boolean = () => false) {
  const clock = { now: 1000 };
  let count = 0;
  const load = () => {
    count++;
    return fail(count) ? Promise.reject(new Error(`load ${count}`)) : Promise.resolve(count);
  };
  return { clock, loads: () => count, value: cached(load, () => clock.now, usualAge) };
}

describe('a cached value', () => {
  test('is not loaded before it is asked for', () => {
    expect(counted().loads()).toBe(0);
  });

  test('is loaded once for all who ask at once', async () => {
    const { value, loads } = counted();
    expect(await Promise.all([value.get(), value.get(), value.get(0.5)])).toEqual([1, 1, 1]);
    expect(loads()).toBe(1);
  });

  test('is kept for its usual age, to the second', async () => {
    const { value, clock } = counted(60);
    await value.get();
    clock.now += 59;
    expect(await value.get()).toBe(1);
    clock.now += 1;
    expect(await value.get()).toBe(2);
    clock.now += 59;
    expect(await value.get()).toBe(2);
  });

  test('is loaded anew for who wants it fresher, and then fresh for all', async () => {
    const { value, clock } = counted(60);
    await value.get();
    clock.now += 5;
    expect(await value.get(6)).toBe(1);
    expect(await value.get(5)).toBe(2);
    clock.now += 59;
    expect(await value.get()).toBe(2);
  });

  test('may be kept for ever', async () => {
    const { value, clock } = counted(Infinity);
    await value.get();
    clock.now += 1e9;
    expect(await value.get()).toBe(1);
  });

  test('fails for all who asked at once; the next one asks again', async () => {
    const { value, loads } = counted(60, (count) => count === 1);
    const both = await Promise.allSettled([value.get(), value.get()]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(loads()).toBe(1);
    expect(await value.get()).toBe(2);
    expect(await value.get()).toBe(2);
  });

  test('that failed late does not undo the one that was loaded after it', async () => {
    const clock = { now: 0 };
    const pending: PromiseWithResolvers<string>[] = [];
    const load = () => {
      const next = withResolvers<string>();
      pending.push(next);
      return next.promise;
    };
    const value = cached(load, () => clock.now, 60);
    const first = value.get();
    clock.now = 60;
    const second = value.get();
    pending[1]?.resolve('good');
    pending[0]?.reject(new Error('late'));
    await expect(first).rejects.toThrow('late');
    expect(await second).toBe('good');
    expect(await value.get()).toBe('good');
    expect(pending).toHaveLength(2);
  });
});

interface PromiseWithResolvers<Value> {
  readonly promise: Promise<Value>;
  resolve(value: Value): void;
  reject(error: Error): void;
}

function withResolvers<Value>(): PromiseWithResolvers<Value> {
  let resolve: (value: Value) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<Value>((fulfil, refuse) => {
    resolve = fulfil;
    reject = refuse;
  });
  return { promise, resolve, reject };
}
