/** Puts findings into `docs/performance.md`, between the markers of their section, and its charts beside it. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { chartAsSvg } from './report/svg.ts';
import type { Chart } from './report/chart.ts';
import { tableAsMarkdown } from './report/table.ts';
import { targetsTable } from './report/targets.ts';
import type { Findings, SectionName } from './section.ts';

const docs = new URL('../docs/', import.meta.url);
const file = new URL('performance.md', docs);

export const readPage = (): string => readFileSync(file, 'utf8');

/**
 * The page with other text between a section's markers.
 *
 * @throws Error when the page has no such markers
 */
export function replaceSection(page: string, name: string, text: string): string {
  const [begin, end] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/performance.md has no markers for ${name}`);
  return `${page.slice(0, from)}${begin}\n\n${text}\n\n${page.slice(to)}`;
}

const imageOf = ({ id, title, x, y }: Chart) => `![${title}: ${y} by ${x}](performance/${id}.svg)`;

/** Findings as Markdown: charts stand for the tables that they are drawn from. */
export function findingsAsMarkdown({ tables, targets = [], charts = [] }: Findings): string {
  return [
    ...(targets.length > 0 ? [tableAsMarkdown(targetsTable(targets))] : []),
    ...(charts.length > 0 ? charts.map(imageOf) : tables.map(tableAsMarkdown)),
  ].join('\n\n');
}

/** Writes the sections that were run; the others stay as they are. */
export function writePage(all: ReadonlyMap<SectionName, Findings>): void {
  let page = readPage();
  for (const [name, findings] of all) {
    page = replaceSection(page, name, findingsAsMarkdown(findings));
  }
  writeFileSync(file, page);
  mkdirSync(new URL('performance/', docs), { recursive: true });
  for (const chart of [...all.values()].flatMap(({ charts = [] }) => charts)) {
    writeFileSync(new URL(`performance/${chart.id}.svg`, docs), chartAsSvg(chart));
  }
}
