/** The user's own edge code, where a command is told of it. */
import { Option } from 'commander';
import { fileURLToPath } from 'node:url';
import { compileAfter, type CompiledAfter } from '../functions/compile/after.ts';

export function afterOption(): Option {
  return new Option('--after-authorize <file>', 'your own edge code, a TypeScript or JS module');
}

/** Beside this command in `dist/`. */
const compiler = fileURLToPath(new URL('../after/index.mjs', import.meta.url));

export function compileOwn(file: string | undefined): CompiledAfter | { readonly code: null } {
  return file === undefined ? { code: null } : compileAfter(file, compiler);
}
