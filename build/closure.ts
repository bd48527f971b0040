import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Plugin } from 'rollup';

const run = promisify(execFile);
const require = createRequire(import.meta.url);

/** The imports stay out of the compiler's sight: to it the modules are given names. */
const imports = /^import [^;]+;\n/gm;
const exported = /export \{ handler \};\s*$/;
const published = 'globalThis.handler=async function';

/**
 * Closure Compiler with its whole-program view: single-use functions become part of their callers
 * and property names letters, which saves the edge bytes and calls. Helpers of its own are turned
 * off, since the engine has what they bring.
 *
 * @param globals what the code finds without importing it
 * @param properties names that must stay, because others know them
 */
export function closure(globals: readonly string[], properties: readonly string[]): Plugin {
  const externs = ['/** @externs */', ...globals.map((name) => `var ${name};`)]
    .concat('var platform;', ...properties.map((name) => `platform.${name};`))
    .join('\n');
  return {
    name: 'closure',
    async renderChunk(code) {
      const head = code.match(imports)?.join('') ?? '';
      if (!exported.test(code)) this.error('the chunk does not export the handler alone');
      const compiled = await compile(
        code.replace(imports, '').replace(exported, "globalThis['handler'] = handler;"),
        externs,
      );
      if (!compiled.includes(published)) this.error('the compiled chunk has no async handler');
      return head + compiled.replace(published, 'async function handler');
    },
  };
}

async function compile(code: string, externs: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'closure-'));
  try {
    const input = join(directory, 'in.js');
    const externsFile = join(directory, 'externs.js');
    const output = join(directory, 'out.js');
    await writeFile(input, code);
    await writeFile(externsFile, externs);
    await run(process.execPath, [
      require.resolve('google-closure-compiler/cli.js'),
      '--compilation_level=ADVANCED',
      '--language_in=ECMASCRIPT_2017',
      '--language_out=ECMASCRIPT_2017',
      '--rewrite_polyfills=false',
      '--inject_libraries=false',
      '--assume_function_wrapper=true',
      '--warning_level=QUIET',
      `--js=${input}`,
      `--externs=${externsFile}`,
      `--js_output_file=${output}`,
    ]);
    return await readFile(output, 'utf8');
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
