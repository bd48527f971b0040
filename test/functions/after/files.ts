import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { bundleAfter } from '../../../functions/compile/after/bundle.ts';

/** A new folder with these files. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-after-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const plain = (text: string, folder: string) =>
  text.replaceAll(new RegExp(`[^\\s"]*${basename(folder)}/`, 'g'), '');

/** What is wrong with the first of these files, its folder left out of the words. */
export async function faultsOf(files: Readonly<Record<string, string>>): Promise<string[]> {
  const folder = folderWith(files);
  const made = await bundleAfter(join(folder, Object.keys(files)[0]!));
  return 'faults' in made ? made.faults.map((fault) => plain(fault, folder)) : [];
}

/** @throws Error with the faults */
export async function codeOf(files: Readonly<Record<string, string>>): Promise<string> {
  const made = await bundleAfter(join(folderWith(files), Object.keys(files)[0]!));
  if ('faults' in made) throw new Error(made.faults.join('\n'));
  return made.code;
}
