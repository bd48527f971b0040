import type { Findings, Progress } from '../section.ts';
import type { Table } from '../report/table.ts';
import type { Target } from '../report/targets.ts';
import { baselines } from './baselines.ts';
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

function baselineTable(counts: Counts, others: readonly EdgeCount[]): Table {
  const ours = counts.get('allowed-group') ?? 0;
  const titles = new Map(baselines().map(({ id, title }) => [id, title]));
  const rows = [
    ...others.map(({ id, instructions }) => [titles.get(id) ?? id, instructions] as const),
    ['Latchkey, allowed page, a group in the token', ours] as const,
  ].sort(([, a], [, b]) => a - b);
  return {
    title: 'Beside the floor and other ways',
    columns: ['check', 'instructions', 'times ours'],
    rows: rows.map(([name, count]) => [name, count, (count / ours).toFixed(2)]),
    note: 'The other gates know one key, no rules, no groups, no revocation and no renewal.',
  };
}

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
    tables: [baselineTable(counts, others), made, nodeTable(inNode), ...caseTables(counts)],
    targets: edgeTargets(counts),
    exact: Object.fromEntries(
      [...counted, ...others].map(({ id, instructions }) => [id, instructions]),
    ),
  };
}
