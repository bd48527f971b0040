/** What the command says: in words or in JSON, in colour or not. */
import { styleText } from 'node:util';
import { Failure } from './failure.ts';

export type Colour = 'red' | 'green' | 'yellow' | 'bold' | 'dim';

/** https://no-color.org */
const hasColour =
  process.stdout.isTTY && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';

export function paint(colour: Colour, text: string): string {
  return hasColour ? styleText(colour, text) : text;
}

/** Text from elsewhere, so that it can do nothing to a terminal. */
export function visible(text: string): string {
  return text.replace(
    // eslint-disable-next-line no-control-regex -- those are what it is about
    /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Writes lines for people. */
export function say(...lines: readonly string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** Writes one value for programs. */
export function sayJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** Rows of two columns, indented; the second may have several lines. */
export function rows(pairs: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...pairs.map(([name]) => name.length)) + 3;
  return pairs.flatMap(([name, text]) =>
    text
      .split('\n')
      .map((line, index) => `  ${(index === 0 ? name : '').padEnd(width)}${line}`.trimEnd()),
  );
}

/** A table with a head, indented. */
export function table(head: readonly string[], lines: readonly (readonly string[])[]): string[] {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...lines.map((line) => (line[column] ?? '').length)),
  );
  const write = (cells: readonly string[]) =>
    `  ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('   ')}`.trimEnd();
  return [paint('dim', write(head)), ...lines.map(write)];
}

/** Breaks text between words, so that no line has more than so many characters. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + 1 + word.length <= width) {
      lines[lines.length - 1] = `${line} ${word}`;
    } else lines.push(word);
  }
  return lines;
}

/** Tells an error: JSON on the output for programs that asked for it, else words. */
export function tellFailure(
  error: { readonly code: string; readonly message: string } | Failure,
  isJson: boolean,
): void {
  const hint = error instanceof Failure ? error.hint : undefined;
  if (isJson) {
    const { code, message } = error;
    sayJson({ ok: false, error: code, message, ...(hint !== undefined && { hint }) });
    return;
  }
  process.stderr.write(
    `latchkey: ${visible(error.message)}\n${hint === undefined ? '' : `  ${hint}\n`}`,
  );
}
