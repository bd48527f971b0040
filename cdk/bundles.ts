import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * What `npm run build` made, which is deployed as it was tested.
 *
 * @param path inside `dist/`
 * @returns the path of the file or folder
 * @throws {Error} when it has not been built
 */
export function builtPath(path: string): string {
  const file = fileURLToPath(new URL(`../dist/${path}`, import.meta.url));
  if (!existsSync(file)) throw new Error(`dist/${path} is missing: run "npm run build" first`);
  return file;
}
