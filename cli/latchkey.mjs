#!/usr/bin/env node
import { existsSync } from 'node:fs';

const command = new URL('../dist/cli/latchkey.mjs', import.meta.url);
if (existsSync(command)) {
  await import(command.href);
} else {
  process.stderr.write('latchkey: not built yet; run: npm run build\n');
  process.exitCode = 2;
}
