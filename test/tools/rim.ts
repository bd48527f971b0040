import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { provisionHere } from './install.ts';
import { runJest, runProgram } from './jest.ts';
import type { Rim } from './main.ts';

const bundles = [
  'edge/lean.js',
  'edge/full.js',
  'keys/index.mjs',
  'seed/index.mjs',
  'token-exchange/index.mjs',
  'web/latchkey.js',
  'cli/latchkey.mjs',
];

/** Whether everything that the tests run as built is there. */
const hasBundles = (root: string) =>
  bundles.every((bundle) => existsSync(join(root, 'dist', bundle)));

/** The runner's rim on this machine, for the project at `root`. */
export function realRim(root: string): Rim {
  const print = (line: string) => void process.stdout.write(`${line}\n`);
  return {
    env: process.env,
    print,
    provide: (noInstall) => provisionHere(noInstall, print),
    hasBundles: () => hasBundles(root),
    build: () => runProgram('npm', ['run', 'build', '--silent'], { cwd: root, env: process.env }),
    jest: (args, env) => runJest(args, { cwd: root, env }),
  };
}
