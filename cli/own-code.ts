/** The user's own edge code, where a command is told of it. */
import { Option } from 'commander';
import { fileURLToPath } from 'node:url';
import { compileAfter, type CompiledAfter } from '../functions/compile/after.ts';

export function afterOption(): Option {
  return new Option('--after-authorize <file>', 'your own edge code, a TypeScript or JS module');
}

/** Beside this command in `dist/`. */
const compiler = fileURLToPath(new URL('../after/index.mjs', import.meta.url));

/** All that is wrong with it, said of it and of no configuration. */
export function ownFaults(file: string, faults: readonly string[]): string {
  return [`${file}: this code cannot be used:`, ...faults.map((fault) => `- ${fault}`)].join('\n');
}

export function compileOwn(file: string | undefined): CompiledAfter | { readonly code: null } {
  return file === undefined ? { code: null } : compileAfter(file, compiler);
}
