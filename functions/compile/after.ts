/** The user's own edge code, compiled where nothing can wait for it. */
import { spawnSync } from 'node:child_process';
import type { CompiledAfter } from './after/bundle.ts';

export type { CompiledAfter };

/**
 * @param file path of the module, from the working directory
 * @param compiler path of the built `dist/after/index.mjs`
 */
export function compileAfter(file: string, compiler: string): CompiledAfter {
  const { stdout, stderr, status } = spawnSync(process.execPath, [compiler, file], {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`${file} could not be compiled: ${stderr}`);
  const compiled = JSON.parse(stdout) as CompiledAfter;
  return 'code' in compiled
    ? compiled
    : { faults: compiled.faults.map((fault) => `afterAuthorize: ${fault}`) };
}
