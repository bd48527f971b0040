/** Each error that the compiler is expected to find in this folder, found. */
import { expect, test } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const folder = dirname(fileURLToPath(import.meta.url));
const project = join(folder, '../../tsconfig.json');
const mark = '@ts-expect-error';

const files = readdirSync(folder)
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .map((name) => join(folder, name));

function optionsOf(config: string): ts.CompilerOptions {
  const { config: json } = ts.readConfigFile(config, (path) => ts.sys.readFile(path)) as {
    config: unknown;
  };
  return ts.parseJsonConfigFileContent(json, ts.sys, dirname(config)).options;
}

/** `file:line code` of all that the compiler finds; with `change`, in files so changed. */
function errorsIn(change: (text: string) => string): string[] {
  const options = optionsOf(project);
  const host = ts.createCompilerHost(options);
  const readFile = host.readFile.bind(host);
  host.readFile = (path) => {
    const text = readFile(path);
    return text !== undefined && dirname(path) === folder ? change(text) : text;
  };
  const program = ts.createProgram(files, options, host);
  return files
    .map((path) => program.getSourceFile(path)!)
    .flatMap((source) =>
      [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
        ({ code, start = 0 }) =>
          `${source.fileName}:${source.getLineAndCharacterOfPosition(start).line + 1} TS${code}`,
      ),
    );
}

/** The same, of what the comments expect. */
function expectedErrors(): string[] {
  return files.flatMap((path) =>
    ts.sys
      .readFile(path)!
      .split('\n')
      .flatMap((line, at) => {
        const code = new RegExp(`^\\s*// ${mark} (TS\\d+) \\w`).exec(line)?.[1];
        if (code === undefined && line.includes(mark))
          throw new Error(`${line}: no code, or no why`);
        return code === undefined ? [] : [`${path}:${at + 2} ${code}`];
      }),
  );
}

test('without the comments each error is there, by the code that is expected, and no other', () => {
  const expected = expectedErrors();
  expect(expected.length).toBeGreaterThan(30);
  expect(errorsIn((text) => text.replaceAll(mark, 'expected:')).sort()).toEqual(expected.sort());
}, 120_000);

test('an expected error that does not occur is an error', () => {
  const errors = errorsIn(() => `// ${mark} TS2322 there is none\nexport const fine = 1;\n`);
  // Unused '@ts-expect-error' directive.
  expect(errors).toEqual(files.map((path) => `${path}:1 TS2578`));
}, 120_000);
