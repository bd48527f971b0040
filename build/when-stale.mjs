/** Builds the bundles if any of them is missing or older than what it is made of. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const sources = [
  ...['session', 'functions', 'token-exchange', 'keys', 'web/client', 'cli', 'build'],
  // The command runs the edge function as the local system does.
  ...['local/cloudfront', 'local/aws/local-account.ts'],
  ...['rollup.config.ts', 'package.json', 'package-lock.json'],
];
const bundles = [
  'dist/edge/lean.js',
  'dist/edge/full.js',
  'dist/edge/after.js',
  'dist/after/index.mjs',
  'dist/token-exchange/index.mjs',
  'dist/keys/index.mjs',
  'dist/seed/index.mjs',
  'dist/sign-outs/index.mjs',
  'dist/web/latchkey.js',
  'dist/cli/latchkey.mjs',
];

function newest(path) {
  if (!statSync(path).isDirectory()) return statSync(path).mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}

const isStale =
  !bundles.every((file) => existsSync(file)) ||
  Math.min(...bundles.map((file) => statSync(file).mtimeMs)) < Math.max(...sources.map(newest));

if (isStale) {
  console.log('Building the bundles …');
  const { status } = spawnSync('npm', ['run', 'build', '--silent'], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
}
