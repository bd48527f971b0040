import type { Findings, Progress } from '../section.ts';
import type { Table } from '../report/table.ts';
import type { Target } from '../report/targets.ts';
import { baselines, type Baseline } from './baselines.ts';
import { edgeCases, edgeSections } from './cases.ts';
import { edgeBundle } from './count.ts';
import { countBaselines, countCases, type EdgeCount } from './measure.ts';
import { compareInNode, type NodeComparison } from './node.ts';
import { countParts } from './parts.ts';

type Counts = ReadonlyMap<string, number>;

/** Which case each target is about. */
const limits: readonly (readonly [id: string, limit: number, name: string])[] = [
  ['allowed-group', 70_000, 'allowed page, a group in the token'],
  ['allowed-group', 60_000, 'the same, stretch'],
  ['public-exact', 6_000, 'public path, exact rule'],
  ['public-prefix', 11_000, 'public path, prefix rule'],
  ['malformed', 25_000, 'a garbage cookie'],
  ['unknown-key', 40_000, 'an unknown key'],
];

export const fiftyRulesLimit = 20_000;

/** @throws Error when a target's case was not counted */
export function edgeTargets(counts: Counts): Target[] {
  const countOf = (id: string) => {
    const count = counts.get(id);
    if (count === undefined) throw new Error(`${id} was not counted`);
    return count;
  };
  const unit = 'instructions';
  return [
    ...limits.map(([id, limit, name]) => ({ name, value: countOf(id), limit, unit })),
    {
      name: 'fifty rules more than five',
      value: countOf('rules-50') - countOf('rules-5'),
      limit: fiftyRulesLimit,
      unit,
    },
  ];
}

function caseTables(counts: Counts): Table[] {
  return edgeSections.map(({ title, cases }) => ({
    title,
    columns: ['request', 'KVS reads', 'instructions'],
    rows: cases.map(({ id, title: name, expect }) => [name, expect.reads, counts.get(id) ?? 0]),
  }));
}

/** What stands beside one of our cases. */
function tableBeside(
  beside: Baseline['beside'],
  name: string,
  counts: Counts,
  others: readonly EdgeCount[],
): Pick<Table, 'columns' | 'rows'> {
  const ours = counts.get(beside) ?? 0;
  const rows = baselines()
    .filter((baseline) => baseline.beside === beside)
    .map(({ id, title }) => [title, others.find((other) => other.id === id)?.instructions ?? 0])
    .concat([[`Latchkey, ${name}`, ours]])
    .sort(([, a], [, b]) => Number(a) - Number(b));
  return {
    columns: ['check', 'instructions', 'times ours'],
    rows: rows.map(([title = '', count = 0]) => [title, count, (Number(count) / ours).toFixed(2)]),
  };
}

const baselineTables = (counts: Counts, others: readonly EdgeCount[]): Table[] => [
  {
    title: 'Beside the floor and other ways',
    ...tableBeside('allowed-group', 'allowed page, a group in the token', counts, others),
    note: 'The other gates know one key, no rules, no groups, no revocation and no renewal.',
  },
  {
    title: 'An unknown key, beside the least that it can cost',
    ...tableBeside('unknown-key', 'an unknown key', counts, others),
  },
];

function nodeTable({ ours, jwt }: NodeComparison): Table {
  return {
    title: 'In Node, where Lambda@Edge would run',
    columns: ['check', 'µs of CPU', 'times ours'],
    rows: [
      ['Latchkey’s function', Number(ours.toFixed(1)), '1.00'],
      ['an RS256 JWT by aws-jwt-verify', Number(jwt.toFixed(1)), (jwt / ours).toFixed(2)],
    ],
    note: 'Medians of 40 rounds in turns in one process.',
  };
}

/** Counts every case, the floor and the other ways, and compares in Node. */
export async function measureEdge(progress: Progress): Promise<Findings> {
  const bundle = edgeBundle();
  let done = 0;
  const counted = await countCases(edgeCases, bundle, (id) => {
    progress(`${++done} of ${edgeCases.length} cases counted: ${id}`);
  });
  const counts = new Map(counted.map(({ id, instructions }) => [id, instructions]));
  progress('the floor and other ways');
  const others = await countBaselines();
  progress('the steps of an allowed page');
  const made = await countParts();
  progress('an RS256 JWT in Node');
  const inNode = await compareInNode(bundle);
  return {
    tables: [...baselineTables(counts, others), made, nodeTable(inNode), ...caseTables(counts)],
    targets: edgeTargets(counts),
    exact: Object.fromEntries(
      [...counted, ...others].map(({ id, instructions }) => [id, instructions]),
    ),
  };
}
