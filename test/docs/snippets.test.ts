/** Every snippet of the guides does what it says, or is held against what would do it. */
import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { edgeCode, readEdgeBundles } from '../../functions/compile/edge-code.ts';
import { projectFolder, run } from '../command.ts';
import { costLines } from '../../bench/money/deploy.ts';
import { snippetsOf, type Snippet } from './snippets.ts';

const project = fileURLToPath(projectFolder);
const pages = [
  'README.md',
  'docs/after-authorize.md',
  'docs/deploy.md',
  'docs/existing-distribution.md',
  'docs/from-cloudfront-authorization-at-edge.md',
  'docs/from-cognito-at-edge.md',
];
const snippets = pages.flatMap(snippetsOf);
const inLanguage = (language: string) =>
  snippets.filter((snippet) => snippet.language === language);

test('every snippet is of a language that is checked', () => {
  const languages = new Set(snippets.map(({ language }) => language));
  expect([...languages].sort()).toEqual(['hcl', 'json', 'sh', 'ts']);
});

test('TypeScript compiles', () => {
  expect(compile(inLanguage('ts'))).toEqual([]);
  const wrong = { at: 'wrong', language: 'ts', text: "import { Latchkeys } from 'latchkey';" };
  expect(compile([wrong])[0]).toMatch(/wrong.*Latchkeys/);
}, 120_000);

test.each(inLanguage('json').map(({ at, text }) => [at, text]))(
  '%s is a configuration of the edge',
  (_at, text) => {
    const bundle = readEdgeBundles(pathToFileURL(join(project, 'dist/edge/')));
    expect(() => edgeCode(JSON.parse(text), bundle)).not.toThrow();
  },
);

/** The programs that a line of shell runs, without what they are joined by. */
const commands = inLanguage('sh').flatMap(({ at, text }) =>
  text
    .trim()
    .split(/\n| && /)
    .map((command) => [at, command.replace(/ > .*$/, '')] as const),
);

describe.each(commands)('%s: %s', (_at, command) => {
  const [program, ...words] = command.split(' ');
  const options = words.filter((word) => word.startsWith('--') && word !== '--');

  test('is there, with its options', async () => {
    if (program === 'npm') {
      const { scripts } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')) as {
        scripts: Record<string, string>;
      };
      const known = ['ci', 'pack', ...Object.keys(scripts)];
      expect(known).toContain(words[0] === 'run' ? words[1] : words[0]);
      return;
    }
    expect(program).toBe('npx');
    const [tool = '', subcommand = ''] = words;
    const file = { latchkey: 'cli/latchkey.mjs', cdk: 'node_modules/aws-cdk/bin/cdk' }[tool];
    expect(file).toBeDefined();
    const { code, stdout } = await run([file!, subcommand, '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain(subcommand);
    for (const option of options) expect(stdout).toContain(option);
  });
});

test('the costs are what the prices come to', () => {
  const page = readFileSync(join(project, 'docs/deploy.md'), 'utf8').replaceAll(/ +\|/g, ' |');
  for (const line of costLines()) expect(page).toContain(line);
});

test('links lead somewhere', () => {
  for (const page of pages) {
    const folder = new URL(page, projectFolder);
    const text = readFileSync(folder, 'utf8');
    for (const [, target = ''] of text.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)) {
      if (!/^https?:/.test(target)) {
        expect(() => readFileSync(new URL(target, folder))).not.toThrow();
      }
    }
  }
});

/** What the compiler says of snippets that stand in the project's folder, each a file. */
function compile(files: readonly Snippet[]): string[] {
  const { config } = ts.readConfigFile(join(project, 'tsconfig.json'), (path) =>
    ts.sys.readFile(path),
  ) as {
    config: { compilerOptions: object };
  };
  const { options } = ts.convertCompilerOptionsFromJson(
    {
      ...config.compilerOptions,
      noUnusedLocals: false,
      paths: { latchkey: ['./cdk/index.ts'], 'latchkey/client': ['./web/client/index.ts'] },
    },
    project,
  );
  const texts = new Map(files.map(({ text }, at) => [join(project, `snippet-${at}.ts`), text]));
  const host = ts.createCompilerHost(options);
  const real = { ...host };
  host.fileExists = (name) => texts.has(name) || real.fileExists(name);
  host.readFile = (name) => texts.get(name) ?? real.readFile(name);
  host.getSourceFile = (name, languageVersion, ...rest) => {
    const text = texts.get(name);
    return text === undefined
      ? real.getSourceFile(name, languageVersion, ...rest)
      : ts.createSourceFile(name, text, languageVersion);
  };
  const program = ts.createProgram([...texts.keys()], options, host);
  return [...texts.keys()].flatMap((name, at) => {
    const source = program.getSourceFile(name);
    return [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ].map(
      ({ messageText }) =>
        `${files[at]!.at}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
    );
  });
}
