/** What the command asks whoever runs it. */
import { createInterface } from 'node:readline/promises';
import { Failure } from './failure.ts';
import { UsageError } from './usage-error.ts';

/**
 * Asks before what cannot be taken back.
 *
 * @throws {UsageError} without a terminal, unless it was said beforehand
 * @throws {Failure} when the answer is no
 */
export async function confirm(what: string, isSaid: boolean): Promise<void> {
  if (isSaid) return;
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new UsageError(`${what} Without a terminal to ask at, say --yes`);
  }
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  const aborted = new Promise<string>((resolve) => {
    for (const end of ['SIGINT', 'close'] as const) {
      prompt.once(end, () => {
        resolve('');
      });
    }
  });
  const answer = await Promise.race([prompt.question(`${what}\nType yes to go on: `), aborted]);
  prompt.close();
  // Ctrl-C and Ctrl-D leave the cursor behind the question.
  if (answer === '') process.stderr.write('\n');
  if (answer.trim().toLowerCase() !== 'yes') {
    throw new Failure('not-confirmed', 'nothing was done');
  }
}

/**
 * A secret from standard input: all of it, or, at a terminal, one line that is not shown.
 *
 * @param what what to ask for
 */
export async function readSecret(what: string): Promise<string> {
  return process.stdin.isTTY ? readHidden(what) : readAll();
}

async function readAll(): Promise<string> {
  let text = '';
  process.stdin.setEncoding('utf8');
  for await (const chunk of process.stdin) {
    text += String(chunk);
    if (text.length > maxSecret) throw new UsageError('standard input holds more than one token');
  }
  return text.trim();
}

/** Characters: a whole cookie header, and room to spare. */
const maxSecret = 32_768;

const [enter, newline, interrupt, endOfText, backspace, rubout] = '\r\n\u0003\u0004\b\u007f';

function readHidden(what: string): Promise<string> {
  const { stdin, stderr } = process;
  stderr.write(`${what} (it is not shown): `);
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  return new Promise((resolve, reject) => {
    let text = '';
    const end = (settle: () => void) => {
      stdin.setRawMode(false);
      stdin.pause();
      stdin.off('data', onData);
      stderr.write('\n');
      settle();
    };
    function onData(chunk: string): void {
      for (const character of chunk) {
        if (character === interrupt) {
          end(() => {
            reject(new Failure('interrupted', 'nothing was done'));
          });
          return;
        }
        if (character === enter || character === newline || character === endOfText) {
          end(() => {
            resolve(text.trim());
          });
          return;
        }
        text =
          character === backspace || character === rubout ? text.slice(0, -1) : text + character;
      }
    }
    stdin.on('data', onData);
  });
}
