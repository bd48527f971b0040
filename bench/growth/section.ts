import type { Findings, Progress } from '../section.ts';
import type { Chart, Series } from '../report/chart.ts';
import type { Table } from '../report/table.ts';
import { countCases } from '../edge/measure.ts';
import { edgeBundle } from '../edge/count.ts';
import { growths, type Growth } from './series.ts';

/** A name for each point, by which its count is found again. */
const idOf = (growth: Growth, name: string, x: number) => `${growth.id}, ${name}, ${x}`;

function chartOf(growth: Growth, counts: ReadonlyMap<string, number>): Chart {
  return {
    id: growth.id,
    title: growth.title,
    x: growth.x,
    y: 'instructions',
    series: growth.lines.map(({ name, points }): Series => ({
      name,
      points: points.map(({ x }) => ({ x, y: counts.get(idOf(growth, name, x)) ?? 0 })),
    })),
  };
}

function tableOf({ title, x, series }: Chart): Table {
  return {
    title,
    columns: [x, ...series.map(({ name }) => name)],
    rows: [...new Set(series.flatMap(({ points }) => points.map((point) => point.x)))]
      .sort((a, b) => a - b)
      .map((at) => [at, ...series.map(({ points }) => points.find((p) => p.x === at)?.y ?? '')]),
  };
}

/** Counts how the function's cost grows with what grows in a deployment. */
export async function measureGrowth(progress: Progress): Promise<Findings> {
  const cases = growths.flatMap((growth) =>
    growth.lines.flatMap(({ name, points }) =>
      points.map(({ x, edgeCase }) => ({ ...edgeCase, id: idOf(growth, name, x) })),
    ),
  );
  let done = 0;
  const counted = await countCases(cases, edgeBundle(), (id) => {
    progress(`${++done} of ${cases.length} points counted: ${id}`);
  });
  const counts = new Map(counted.map(({ id, instructions }) => [id, instructions]));
  const charts = growths.map((growth) => chartOf(growth, counts));
  return { tables: charts.map(tableOf), charts };
}
