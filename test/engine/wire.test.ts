import { describe, expect, test } from '@jest/globals';
import { readCount } from './callgrind.ts';
import { rebuildQueryString, split } from './steps.ts';
import { decodeOutcomes, encodeBatch } from './wire.ts';

const at = (uri: string) => ({ event: { request: { method: 'GET', uri } } });
const batch = { code: '', clock: 1_700_000_000 };

describe('what goes in and comes out', () => {
  test('split makes few and even parts, in order', () => {
    expect(split([1, 2, 3, 4, 5], 4)).toEqual([
      [1, 2, 3],
      [4, 5],
    ]);
    expect(split([1, 2], 2)).toEqual([[1, 2]]);
    expect(split([], 4)).toEqual([]);
    const parts = split(Array.from({ length: 10_001 }), 100);
    expect(Math.max(...parts.map((part) => part.length))).toBeLessThanOrEqual(100);
    expect(parts.flat()).toHaveLength(10_001);
  });

  test('rebuildQueryString takes any event', () => {
    for (const event of [null, {}, { request: null }, { request: { querystring: {} } }, 7]) {
      expect(rebuildQueryString(event)).toBeUndefined();
    }
  });

  test('decodeOutcomes notices a missing outcome', () => {
    expect(() => decodeOutcomes('a line\n', 1)).toThrow('step 0 of 1');
  });

  test('encodeBatch writes each store once and ASCII only', () => {
    const text = encodeBatch({
      ...batch,
      stores: { s: { key: 'ü' } },
      steps: [
        { ...at('/'), store: 's' },
        { ...at('/'), store: 's' },
      ],
    });
    const setup: unknown = JSON.parse(text.split('\n')[0] ?? '');
    expect(setup).toEqual({ clock: 1_700_000_000_000, stores: [{ key: 'ü' }] });
    expect(Buffer.byteLength(text)).toBe(text.length);
  });

  test('readCount', () => {
    expect(readCount('# callgrind format\nevents: Ir\ntotals: 12345\n')).toBe(12_345);
    expect(() => readCount('nothing')).toThrow('no count');
  });
});
