import type { Findings, Progress } from '../section.ts';
import type { Table } from '../report/table.ts';
import type { Target } from '../report/targets.ts';
import { compareExchanges, type Comparison, type LambdaFigures } from './compare.ts';

const megabytes = (bytes: number) => bytes / 1024 ** 2;

/** What is shown of each, and how much of it. */
const rows: readonly (readonly [name: string, read: (of: LambdaFigures) => number])[] = [
  ['load in a new process, ms', ({ loadMilliseconds }) => loadMilliseconds],
  ['load in a new process, ms of CPU', ({ loadCpu }) => loadCpu],
  ['callback, ms of CPU', ({ callbackCpu }) => callbackCpu],
  ['callbacks per second of CPU', ({ callbackCpu }) => 1000 / callbackCpu],
  ['refresh, ms of CPU', ({ refreshCpu }) => refreshCpu],
  ['refreshes per second of CPU', ({ refreshCpu }) => 1000 / refreshCpu],
  ['memory when loaded, MB', ({ loadedMemory }) => megabytes(loadedMemory)],
  ['memory at the end, MB', ({ usedMemory }) => megabytes(usedMemory)],
];

export function exchangeTable({ ours, theirs }: Comparison): Table {
  return {
    title: 'Beside cognito-at-edge',
    columns: ['what', 'Latchkey', 'cognito-at-edge', 'ratio'],
    rows: rows.map(([name, read]) => [
      name,
      read(ours).toPrecision(3),
      read(theirs).toPrecision(3),
      (read(ours) / read(theirs)).toFixed(2),
    ]),
    note: 'Medians, by turns in one run, against the local Cognito over plain HTTP. The ratio is that of Latchkey to cognito-at-edge. At the end both have answered 360 callbacks and 360 refreshes, and ours the 360 logins before its callbacks as well. Nobody has been revoked lately, as on most days, so no callback asks the store; each of our requests makes a line of log, where the other is silent.',
  };
}

export function exchangeTargets({ ours, theirs }: Comparison): Target[] {
  const percent = (a: number, b: number) => Math.round((100 * a) / b);
  const unit = '% of cognito-at-edge';
  return [
    {
      name: 'Lambda load time',
      value: percent(ours.loadMilliseconds, theirs.loadMilliseconds),
      limit: 50,
      unit,
    },
    {
      name: 'CPU of a callback',
      value: percent(ours.callbackCpu, theirs.callbackCpu),
      limit: 100,
      unit,
    },
    {
      name: 'CPU of a refresh',
      value: percent(ours.refreshCpu, theirs.refreshCpu),
      limit: 100,
      unit,
    },
  ];
}

/** Drives both Lambdas through the same flow. */
export async function measureExchange(progress: Progress): Promise<Findings> {
  const comparison = await compareExchanges(progress);
  return { tables: [exchangeTable(comparison)], targets: exchangeTargets(comparison) };
}
