/** What the project set itself to reach, and whether it does. */
import type { Table } from './table.ts';

export interface Target {
  readonly name: string;
  readonly value: number;
  /** At most. */
  readonly limit: number;
  readonly unit: string;
}

export const isMet = ({ value, limit }: Target): boolean => value <= limit;

export function targetsTable(targets: readonly Target[]): Table {
  return {
    title: 'Targets',
    columns: ['target', 'at most', 'measured', 'unit', ''],
    rows: targets.map((target) => [
      target.name,
      target.limit,
      target.value,
      target.unit,
      isMet(target) ? 'pass' : 'FAIL',
    ]),
  };
}
