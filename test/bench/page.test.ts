import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { readBudget } from '../../bench/budget.ts';
import { baselines } from '../../bench/edge/baselines.ts';
import { edgeCases } from '../../bench/edge/cases.ts';
import { growths } from '../../bench/growth/series.ts';
import { moneyTable } from '../../bench/money/section.ts';
import { findingsAsMarkdown, readPage, replaceSection } from '../../bench/page.ts';
import { tableAsMarkdown } from '../../bench/report/table.ts';

const budget = readBudget();
const page = readPage();

/** The cells of the page's rows that begin with that name. */
const rowsOf = (name: string) =>
  page
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter((cells) => cells[1] === name);

const formatted = (value: number) => value.toLocaleString('en-US');

describe('docs/performance.md', () => {
  test.each(
    [...edgeCases, ...baselines()].map(({ id, title }) => [title, budget.instructions[id] ?? 0]),
  )('says what the budget says: %s', (title, instructions) => {
    const rows = rowsOf(String(title));
    expect(rows.length).toBeGreaterThan(0);
    for (const cells of rows) expect(cells).toContain(formatted(Number(instructions)));
  });

  test.each([
    ['token without groups', 'tokenWithoutGroups'],
    ['token with one group of seven letters', 'token'],
    ['session cookie, name and value', 'cookie'],
    ['edge function, documented configuration', 'edgeDocumented'],
    ['edge function, everything on', 'edgeEverythingOn'],
    ['token-exchange Lambda', 'lambda'],
    ['browser client', 'client'],
  ])('says what the budget says: %s', (name, id) => {
    const rows = rowsOf(name);
    expect(rows.length).toBeGreaterThan(0);
    for (const cells of rows) expect(cells).toContain(formatted(budget.bytes[id] ?? 0));
  });

  test('shows the model’s figures and every chart', () => {
    expect(page).toContain(tableAsMarkdown(moneyTable()));
    for (const { id } of growths) expect(page).toContain(`(performance/${id}.svg)`);
  });
});

describe('README.md', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

  test.each([
    ['an allowed page', budget.instructions['allowed-group']],
    ['the same by a JWT', budget.instructions['jwt-gate']],
    ['a public page', budget.instructions['public-exact']],
    ['the cookie', budget.bytes['cookie']],
  ])('has its figures from there: %s', (_, value) => {
    expect(readme).toContain(` ${formatted(value ?? NaN)} `);
  });

  test('has from there what Cognito’s own tokens weigh', () => {
    const [, , bytes] = rowsOf('the cookies of a library that keeps all three')[0] ?? [];
    expect(bytes).toMatch(/^[\d,]+$/);
    expect(readme).toContain(` ${bytes ?? ''} `);
  });
});

describe('replaceSection', () => {
  const text = 'a\n<!-- bench:edge -->\n\nold\n\n<!-- /bench:edge -->\nb\n';

  test('changes what is between the markers and nothing else', () => {
    expect(replaceSection(text, 'edge', 'new')).toBe(
      'a\n<!-- bench:edge -->\n\nnew\n\n<!-- /bench:edge -->\nb\n',
    );
    expect(() => replaceSection(text, 'bytes', 'new')).toThrow('no markers for bytes');
  });

  test('charts stand for their tables', () => {
    const table = { title: 'T', columns: ['x'], rows: [[1]] };
    const chart = { id: 'c', title: 'C', x: 'things', y: 'instructions', series: [] };
    expect(findingsAsMarkdown({ tables: [table] })).toContain('**T**');
    expect(findingsAsMarkdown({ tables: [table], charts: [chart] })).toBe(
      '![C: instructions by things](performance/c.svg)',
    );
  });
});
