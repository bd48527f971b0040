/** The year in small: what `npm run simulate` prints, and that it would notice a mistake. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { retirement } from '../../keys/rotation.ts';
import { defaults } from '../../session/lifetimes.ts';
import { chart } from '../../simulate/chart.ts';
import { remainder, rotationsPart, type Figures, type Run } from '../../simulate/figures.ts';
import { report } from '../../simulate/report.ts';
import { sum } from '../../simulate/sessions.ts';
import { run as runCommand } from '../command.ts';

const quick: Run = { seed: 1, sessions: 3000, times: defaults };
const ordinary = (run: Run) => rotationsPart(run, 0, 1, () => undefined);
const figuresOf = (run: Run) => remainder(run, ordinary(run));

describe('a year in small', () => {
  let figures: Figures;

  beforeAll(() => {
    figures = figuresOf(quick);
  });

  test('refuses nobody wrongly around rotations', () => {
    expect(report(quick, figures)).toContain('wrongly refused: 0\n');
    expect(figures.ordinary.requests).toBeGreaterThan(quick.sessions);
    expect(figures.ordinary.renewals).toBeGreaterThan(quick.sessions / 4);
    // Rotations that died are part of it.
    expect(figures.deaths).toBeGreaterThan(0);
  });

  test('lets nobody in for longer than the bound after an end', () => {
    for (const late of Object.values(figures.late)) {
      expect(late.length).toBeGreaterThan(200);
      expect(late[0]).toBeGreaterThan(0);
      // The writer's own steps come before that.
      expect(late.at(-1)).toBeLessThan(defaults.lead + 60);
    }
  });

  test('refuses some where an edge is far enough behind', () => {
    const refused = figures.lagging.map(({ refusals }) => refusals.refused);
    expect(refused[0]).toBe(0);
    expect(refused.at(-1)).toBeGreaterThan(0);
  });

  test('prints the same for the same seed, and something else for another', () => {
    expect(report(quick, figuresOf(quick))).toBe(report(quick, figures));
    const other = { ...quick, seed: 2 };
    expect(report(other, figuresOf(other))).not.toBe(
      report(quick, figures).replace('seed 1', 'seed 2'),
    );
  });

  test('comes to the same in two parts as in one', () => {
    const parts = [0, 1].map((part) => rotationsPart(quick, part, 2, () => undefined));
    expect(sum(parts)).toEqual(figures.ordinary);
  });

  test('draws a chart of it', () => {
    const svg = chart(quick, figures);
    expect(svg).toMatch(/^<svg [^]*<\/svg>\n$/);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });
});

test('a key that is dropped as soon as it does not sign any more is noticed', () => {
  const { lead } = defaults;
  const times = { lead, sessionTtl: -retirement({ lead, sessionTtl: 0 }) };
  expect(retirement(times)).toBe(0);
  expect(ordinary({ ...quick, times }).refused).toBeGreaterThan(0);
});

describe('npm run simulate', () => {
  const simulate = (...args: readonly string[]) =>
    runCommand(['--import', 'tsx', 'simulate/main.ts', ...args]);

  test('prints the figures, and how far it is while it runs', async () => {
    const { code, stdout, stderr } = await simulate('--quick', '--sessions', '650');
    expect(stdout).toContain('wrongly refused: 0\n');
    expect(stderr).toContain('rotations');
    expect(code).toBe(0);
  });

  test.each([
    [['--sessions', '0'], 'It has to be a whole number from 1 to 10000000.'],
    [['--seed', 'many'], 'It has to be a whole number'],
    [['--wat'], 'unknown option'],
  ])('says what is wrong with %j', async (args, message) => {
    const { code, stderr } = await simulate(...args);
    expect(stderr).toContain(message);
    expect(stderr).toContain('--help');
    expect(code).toBe(1);
  });
});
