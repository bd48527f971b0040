/** Reads what the caller names. */
import { readFileSync } from 'node:fs';
import { UsageError } from './usage-error.ts';

/** @param file a path; `-` is standard input. @throws {UsageError} */
export function readJson(file: string): unknown {
  const text = readText(file);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file} is not JSON: ${(error as Error).message}`);
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${whyNot(error as NodeJS.ErrnoException)}`);
  }
}

function whyNot({ code = '' }: NodeJS.ErrnoException): string {
  return reasons[code] ?? code;
}

const reasons: Partial<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not',
};
