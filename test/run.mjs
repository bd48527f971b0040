#!/usr/bin/env node
/**
 * What `npm test` runs: see `test/tools/main.ts`. Its very last line is always
 * `N passed, N failed`, whatever happens (but for `--help`).
 */
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

try {
  const { tsImport } = await import('tsx/esm/api').catch((error) => {
    throw new Error('The dependencies are not installed: run npm ci first.', { cause: error });
  });
  const { main } = await tsImport('./tools/main.ts', import.meta.url);
  const { realRim } = await tsImport('./tools/rim.ts', import.meta.url);
  process.exitCode = await main(process.argv.slice(2), realRim(root));
} catch (error) {
  console.error(error);
  console.log('FAILED: the test runner itself.');
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
}
