import { rollup, type OutputOptions, type RollupOptions } from 'rollup';
import { fileURLToPath } from 'node:url';
import configurations from '../../rollup.config.ts';

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** The built token exchange. */
export const ourBundle = at('dist/token-exchange/index.mjs');

function outputOf({ output }: RollupOptions): OutputOptions {
  if (output === undefined || Array.isArray(output)) throw new Error('a bundle has one output');
  return output;
}

/**
 * Bundles cognito-at-edge exactly as our Lambda is bundled.
 *
 * @returns the bundle's path
 */
export async function bundleCognitoAtEdge(): Promise<string> {
  const ours = configurations.find((one) => at(outputOf(one).file ?? '') === ourBundle);
  if (ours === undefined) throw new Error('rollup.config.ts does not make the token exchange');
  const file = at('dist/bench/cognito-at-edge.mjs');
  const bundle = await rollup({ ...ours, input: at('bench/baselines/cognito-at-edge.ts') });
  await bundle.write({ ...outputOf(ours), file });
  await bundle.close();
  return file;
}
