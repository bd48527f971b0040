import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const here = (name: string) => readFile(new URL(name, import.meta.url), 'utf8');

/** The text of the module that stands in for `cloudfront`. */
export const standInText = () => here('cloudfront.js');

/** The unedited bundle with a driver behind it, on lines of its own. */
export async function withDriver(code: string, driver: 'driver.js' | 'counting-driver.js') {
  return `${code}\n;\n${await here(driver)}`;
}

/** A new folder for the time of `use`, as `njs -p` wants it: the file `cloudfront` has no extension. */
export async function inFolder<T>(
  files: Readonly<Record<string, string>>,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-engine-'));
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
