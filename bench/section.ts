import type { Chart } from './report/chart.ts';
import type { Table } from './report/table.ts';
import type { Target } from './report/targets.ts';

export const sectionNames = ['edge', 'bytes', 'exchange', 'growth', 'money'] as const;
export type SectionName = (typeof sectionNames)[number];

/** What a part of the benchmark found. */
export interface Findings {
  readonly tables: readonly Table[];
  readonly targets?: readonly Target[];
  readonly charts?: readonly Chart[];
  /** Figures that are the same on every run with the same engine, by the budget's names. */
  readonly exact?: Readonly<Record<string, number>>;
}

/** Is told what is being done, for people who wait. */
export type Progress = (doing: string) => void;

export type Section = (progress: Progress) => Promise<Findings>;
