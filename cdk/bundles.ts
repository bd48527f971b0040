import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

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
  const file = fileURLToPath(new URL(`../dist/${path}`, import.meta.url));
  if (!existsSync(file)) throw new NotBuiltError(path);
  return file;
}
