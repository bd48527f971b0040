import { readFileSync } from 'node:fs';
import { projectFolder } from '../command.ts';

export interface Snippet {
  /** The page and the line that it begins at. */
  readonly at: string;
  readonly language: string;
  readonly text: string;
}

/** The fenced blocks of a page. @param page from the project's folder */
export function snippetsOf(page: string): Snippet[] {
  const text = readFileSync(new URL(page, projectFolder), 'utf8');
  return [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map((match) => ({
    at: `${page}:${text.slice(0, match.index).split('\n').length + 1}`,
    language: match[1]!,
    text: match[2]!,
  }));
}
