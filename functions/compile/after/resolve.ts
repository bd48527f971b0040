/** Which file an import names. */
import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

const extensions = ['.ts', '.js', '.mjs', '.json'];

/** @returns the file, or `null` where there is none */
export function resolveImport(source: string, importer: string): string | null {
  const path = resolve(dirname(importer), source);
  const candidates = [
    path,
    ...extensions.map((extension) => path + extension),
    // As TypeScript has it: the name of what will be made of the file.
    path.replace(/\.js$/, '.ts'),
    ...extensions.map((extension) => `${path}/index${extension}`),
  ];
  return candidates.find((file) => statSync(file, { throwIfNoEntry: false })?.isFile()) ?? null;
}

/** Why an import is not followed; `null` when it is. */
export function refuseImport(source: string, importer: string): string | null {
  if (source === 'crypto') return null;
  if (source === 'cloudfront') {
    return 'imports cloudfront, which holds the session keys, and can only be asked asynchronously';
  }
  if (!/^\.\.?(\/|$)/.test(source)) {
    return `imports ${source}, and only files by their relative paths and crypto can be`;
  }
  return resolveImport(source, importer) === null
    ? `imports ${source}, and there is no such file`
    : null;
}
