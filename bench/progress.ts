import type { Progress } from './section.ts';

/** Says what is being done: in one line that changes on a terminal, else a line at most every ten seconds. */
export function progressTo(
  stream: NodeJS.WriteStream,
  section: string,
  now: () => number,
): Progress & { end(): void } {
  let shownAt = -Infinity;
  const show = (doing: string) => {
    const text = `${section}: ${doing}`;
    if (stream.isTTY) {
      stream.write(`\r\u001b[K${text.slice(0, (stream.columns || 80) - 1)}`);
    } else if (now() - shownAt >= 10_000) {
      shownAt = now();
      stream.write(`${text}\n`);
    }
  };
  return Object.assign(show, { end: () => void (stream.isTTY && stream.write('\r\u001b[K')) });
}
