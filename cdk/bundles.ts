import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** In the package this file is a part of a bundle itself, and the others are beside it. */
const folders = ['../', '../dist/'].map((folder) => new URL(folder, import.meta.url));

/**
 * What `npm run build` made, which is deployed as it was tested.
 *
 * @param path inside `dist/`
 * @returns the path of the file or folder
 * @throws {Error} when it has not been built
 */
export function builtPath(path: string): string {
  const found = folders.map((folder) => fileURLToPath(new URL(path, folder))).find(existsSync);
  if (found === undefined) throw new Error(`dist/${path} is missing: run "npm run build" first`);
  return found;
}

/** The browser client, to be uploaded with a site: `files: { 'latchkey.js': browserClientFile() }`. */
export function browserClientFile(): string {
  return builtPath('web/latchkey.js');
}
