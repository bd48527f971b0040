/** A table of the report, on a terminal and in Markdown. */

export type Cell = string | number;

export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** What to know about it, below it. */
  readonly note?: string;
}

/** A number as people read it. Fewer digits the larger it is; those of whole numbers all stay. */
export function formatNumber(value: number): string {
  const digits = Number.isInteger(value) || value >= 1000 ? 0 : value >= 10 ? 1 : 2;
  return value.toLocaleString('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

const textOf = (cell: Cell) => (typeof cell === 'number' ? formatNumber(cell) : cell);

/** A column is set to the right where all of its cells are numbers. */
const alignments = ({ columns, rows }: Table) =>
  columns.map((_, i) => rows.length > 0 && rows.every((row) => typeof row[i] === 'number'));

export function tableAsText(table: Table): string {
  const right = alignments(table);
  const lines = [table.columns, ...table.rows].map((row) => row.map(textOf));
  const widths = table.columns.map((_, i) =>
    Math.max(...lines.map((line) => line[i]?.length ?? 0)),
  );
  const body = lines.map((line) => {
    const cells = line.map((cell, i) =>
      right[i] ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0),
    );
    return `  ${cells.join('  ')}`.trimEnd();
  });
  return [table.title, ...body, ...(table.note ? [`  ${table.note}`] : [])].join('\n');
}

/** As Prettier would write it, so that the page is the same after formatting. */
export function tableAsMarkdown(table: Table): string {
  const right = alignments(table);
  const lines = [table.columns, ...table.rows].map((row) => row.map(textOf));
  const widths = table.columns.map((_, i) =>
    Math.max(3, ...lines.map((line) => line[i]?.length ?? 0)),
  );
  const lineOf = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const pad = (cell: string, i: number) =>
    right[i] ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0);
  const [head = [], ...rows] = lines;
  const rule = widths.map((width, i) =>
    right[i] ? '-'.repeat(width - 1) + ':' : '-'.repeat(width),
  );
  return [
    `**${table.title}**`,
    '',
    lineOf(head.map(pad)),
    lineOf(rule),
    ...rows.map((row) => lineOf(row.map(pad))),
    ...(table.note ? ['', table.note] : []),
  ].join('\n');
}
