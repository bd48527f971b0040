/** Compiles the user's module, and what it imports, into one expression for the edge bundle. */
import { statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { rollup, type Plugin } from 'rollup';
import { minify } from 'terser';
import { checkExpression } from './check-expression.ts';
import { resolveImport } from './resolve.ts';
import { transformModule } from './transform.ts';

/** What became of the module: an expression, a function of `crypto` that gives the user's own. */
export type CompiledAfter = { readonly code: string } | { readonly faults: readonly string[] };

const entry = '\0after-authorize';
const variable = 'LATCHKEY_OWN';

/** @param file its path, from the working directory */
export async function bundleAfter(file: string): Promise<CompiledAfter> {
  const path = resolve(file);
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true)
    return { faults: [`there is no file ${path}`] };
  const found: Fault[] = [];
  const report = (module: string, line: number, message: string) => {
    found.push({ module: nameOf(module), line, message });
  };
  try {
    const code = await link(path, report);
    if (found.length > 0) return { faults: inOrder(found) };
    const expression = await shorten(code);
    const fault = checkExpression(expression);
    return fault === null ? { code: expression } : { faults: [`${nameOf(path)}: ${fault}`] };
  } catch (error) {
    // A module that is refused leaves a gap, which may be what was tripped over.
    return { faults: found.length > 0 ? inOrder(found) : [linkFault(error, path)] };
  }
}

interface Fault {
  readonly module: string;
  /** From 1; 0 where it is not known. */
  readonly line: number;
  readonly message: string;
}

function inOrder(faults: readonly Fault[]): string[] {
  return [...faults]
    .sort((one, other) => one.module.localeCompare(other.module) || one.line - other.line)
    .map(({ module, line, message }) => `${module}${line > 0 ? `:${line}` : ''}: ${message}`);
}

type ReportIn = (module: string, line: number, message: string) => void;

async function link(path: string, report: ReportIn): Promise<string> {
  const bundle = await rollup({
    input: entry,
    external: ['crypto'],
    plugins: [modules(path, report)],
    onwarn: () => undefined,
  });
  const { output } = await bundle.generate({
    format: 'iife',
    name: variable,
    exports: 'default',
    strict: false,
    interop: 'default',
    globals: { crypto: 'crypto' },
    generatedCode: 'es5',
  });
  return output[0].code;
}

/** The user's files, each compiled, behind an entry that has nothing but the function. */
function modules(path: string, report: ReportIn): Plugin {
  return {
    name: 'after-authorize',
    resolveId: (source, importer) =>
      source === entry || source === path
        ? source
        : source === 'crypto'
          ? { id: source, external: true }
          : resolveImport(source, importer ?? path),
    async load(id) {
      if (id !== entry) return null;
      const { exports } = await this.load({ id: path });
      const name = ['default', 'afterAuthorize'].find((known) => exports?.includes(known));
      if (name === undefined) report(path, 0, 'exports neither a default nor afterAuthorize');
      return `export { ${name ?? 'default'} as default } from ${JSON.stringify(path)};`;
    },
    transform(code, id) {
      if (id === entry) return null;
      const es5 = transformModule(code, id, (line, message) => report(id, line, message));
      // What a refused module exports is not looked at any more.
      return es5 ?? { code: 'export default 0', syntheticNamedExports: true };
    },
  };
}

/** Rollup hands over `var NAME = (function (crypto) {…})(crypto);`: the function is wanted. */
async function shorten(iife: string): Promise<string> {
  const factory = iife.trim().replace(/\((?:crypto)?\);$/, ';');
  const { code = '' } = await minify(factory, {
    ecma: 5,
    toplevel: true,
    compress: { passes: 3, reduce_funcs: false, top_retain: [variable] },
    mangle: { toplevel: true, reserved: [variable] },
    format: { ascii_only: true, comments: false },
  });
  const head = `var ${variable}=`;
  if (!code.startsWith(`${head}function(`) || !code.endsWith('};')) {
    throw new Error(`the compiled module has an unexpected shape: ${code.slice(0, 80)}`);
  }
  return code.slice(head.length, -1);
}

/** A file as one would name it from here; one that is elsewhere, by its whole path. */
function nameOf(path: string): string {
  const name = relative('', path);
  return name.startsWith('..') ? path : name;
}

function linkFault(error: unknown, path: string): string {
  const { message, loc } = error as Error & { loc?: { file?: string; line: number } };
  const place = `${nameOf(loc?.file ?? path)}${loc ? `:${loc.line}` : ''}`;
  // Rollup says the place too, in its own way.
  const [first = ''] = message.split('\n');
  return `${place}: ${first.replace(/^.*\(\d+:\d+\): /, '').replaceAll(`${process.cwd()}/`, '')}`;
}
