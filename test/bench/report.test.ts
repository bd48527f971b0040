import { describe, expect, test } from '@jest/globals';
import { parseArguments } from '../../bench/arguments.ts';
import { median } from '../../bench/cpu.ts';
import { inParallel } from '../../bench/parallel.ts';
import { chartAsSvg, niceStep, ticks } from '../../bench/report/svg.ts';
import { formatNumber, tableAsMarkdown, tableAsText } from '../../bench/report/table.ts';
import { isMet, targetsTable } from '../../bench/report/targets.ts';

describe('tables', () => {
  const table = {
    title: 'T',
    columns: ['what', 'n'],
    rows: [['a', 1234] as const, ['b', 5] as const],
  };

  test('numbers stand to the right', () => {
    expect(tableAsText(table)).toBe('T\n  what      n\n  a     1,234\n  b         5');
    expect(tableAsMarkdown({ ...table, note: 'N' })).toBe(
      '**T**\n\n| what |     n |\n| ---- | ----: |\n| a    | 1,234 |\n| b    |     5 |\n\nN',
    );
  });

  test('formatNumber', () => {
    expect([0, 7, 1.234, 12.34, 1234.5].map(formatNumber)).toEqual([
      '0',
      '7',
      '1.23',
      '12.3',
      '1,235',
    ]);
  });

  test('a target is met at its limit and not above', () => {
    const target = { name: 'x', value: 10, limit: 10, unit: 'bytes' };
    expect(isMet(target)).toBe(true);
    expect(targetsTable([target, { ...target, value: 11 }]).rows.map((row) => row.at(-1))).toEqual([
      'pass',
      'FAIL',
    ]);
  });
});

describe('charts', () => {
  test('ticks are round and reach the greatest value', () => {
    expect(niceStep(97, 5)).toBe(20);
    expect(ticks(97, 5)).toEqual([0, 20, 40, 60, 80, 100]);
    expect(ticks(100_000, 5)).toEqual([0, 20_000, 40_000, 60_000, 80_000, 100_000]);
    expect(ticks(0, 5)).toEqual([0]);
  });

  test('an SVG names its units, colours both schemes and escapes what it is given', () => {
    const points = [
      { x: 0, y: 0 },
      { x: 10, y: 100 },
    ];
    const svg = chartAsSvg({
      id: 'i',
      title: 'A < B',
      x: 'rules',
      y: 'instructions',
      series: [{ name: 'one & two', points }],
    });
    expect(svg).toContain('A &#60; B');
    expect(svg).toContain('one &#38; two');
    expect(svg).toMatch(/>rules<\/text>[^]*>instructions<\/text>/);
    expect(svg).toContain('prefers-color-scheme: dark');
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });
});

describe('inParallel', () => {
  test('two at a time, results in order, the first failure told', async () => {
    let running = 0;
    let most = 0;
    const work = async (n: number) => {
      most = Math.max(most, ++running);
      await Promise.resolve();
      running--;
      if (n === 9) throw new Error('nine');
      return n * 2;
    };
    expect(await inParallel([1, 2, 3, 4, 5], work)).toEqual([2, 4, 6, 8, 10]);
    expect(most).toBe(2);
    await expect(inParallel([1, 9, 3], work)).rejects.toThrow('nine');
  });

  test('median', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(() => median([])).toThrow('no median');
  });
});

describe('the command line', () => {
  test('asks for all, one part, or what the budget needs', () => {
    expect(parseArguments([])).toMatchObject({ page: true, updateBudget: false });
    expect(parseArguments(['--only', 'money', '--no-page'])).toMatchObject({
      sections: ['money'],
      page: false,
    });
    expect(parseArguments(['--update-budget'])).toMatchObject({ sections: ['edge', 'bytes'] });
    expect(parseArguments(['--json', 'x.json', '--only', 'edge'])).toMatchObject({
      json: 'x.json',
    });
  });
});
