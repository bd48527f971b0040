/** The commands that a page shows, with what they print, and the scene in which they are run. */
export interface ConsoleBlock {
  readonly scene: string;
  readonly runs: readonly Run[];
}

interface Run {
  /** The line as it stands after the `$`. */
  readonly line: string;
  readonly args: readonly string[];
  readonly printed: string;
}

const blockShape = /<!-- stand-in: ([\w-]+) -->\n\n```console\n(.*?)```/gs;

export function consoleBlocks(page: string): ConsoleBlock[] {
  return [...page.matchAll(blockShape)].map(([, scene = '', text = '']) => ({
    scene,
    runs: text.split(/^\$ /m).slice(1).flatMap(runOf),
  }));
}

function runOf(text: string): Run[] {
  const [line = '', ...printed] = text.split('\n');
  // A file on standard input is given by the test.
  const [program, ...args] = line.replace(/ < \S+$/, '').split(' ');
  return program === 'latchkey' ? [{ line, args, printed: printed.join('\n') }] : [];
}

/** Without what differs from run to run: times, and the stand-in's name for its stack. */
export function normal(text: string): string {
  return (
    text
      .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/g, 'TIME')
      .replace(/\((in )?\d+ seconds?( ago)?\)|\(now\)/g, '(MOMENT)')
      // Columns are as wide as what differs.
      .replace(/(\S) {2,}/g, '$1  ')
      .replaceAll('latchkey-local', 'latchkey-demo')
      .trimEnd()
  );
}

/** A text without the lines that another leaves out, which has a line `…` in their place. */
export function shortenedLike(printed: string, text: string): string {
  const lines = text.split('\n');
  const wanted = printed.split('\n');
  for (const [at, line] of wanted.entries()) {
    const next = wanted[at + 1];
    if (line.trim() !== '…' || next === undefined) continue;
    const end = lines.indexOf(next, at);
    if (end > at) lines.splice(at, end - at, line);
  }
  return lines.join('\n');
}
