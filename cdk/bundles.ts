import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * In the package this file is a part of a bundle itself, and the others are beside it. Beside the
 * source of it are folders of the same names, with sources that must not be deployed.
 */
const isSource = import.meta.url.endsWith('.ts');
const folder = new URL(isSource ? '../dist/' : '../', import.meta.url);

/** A part of what is deployed has not been built. */
export class NotBuiltError extends Error {
  readonly code = 'not-built';

  constructor(path: string) {
    super(`dist/${path} is missing: run "npm run build" first`);
    this.name = 'NotBuiltError';
  }
}

/**
 * What `npm run build` made, which is deployed as it was tested.
 *
 * @param path inside `dist/`
 * @returns the path of the file or folder
 * @throws {NotBuiltError}
 */
export function builtPath(path: string): string {
  const file = fileURLToPath(new URL(path, folder));
  if (!existsSync(file)) throw new NotBuiltError(path);
  return file;
}

/** The browser client, to be uploaded with a site: `files: { 'latchkey.js': browserClientFile() }`. */
export function browserClientFile(): string {
  return builtPath('web/latchkey.js');
}
