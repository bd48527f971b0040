import { babel } from '@rollup/plugin-babel';
import resolve from '@rollup/plugin-node-resolve';
import { rollup } from 'rollup';
import { fileURLToPath } from 'node:url';

/**
 * Sources with a handler of one's own, as one file for an engine: neither minified nor lowered, so
 * that what is tested or counted is the source itself.
 *
 * @param source a module that exports `handler`, as if it stood in the project's folder
 */
export async function bundleSource(source: string): Promise<string> {
  const entry = fileURLToPath(new URL('../../handler.ts', import.meta.url));
  const built = await rollup({
    input: entry,
    external: ['crypto', 'cloudfront'],
    treeshake: false,
    plugins: [
      {
        name: 'entry',
        resolveId: (id) => (id === entry ? id : null),
        load: (id) => (id === entry ? source : null),
      },
      babel({
        babelHelpers: 'bundled',
        extensions: ['.ts'],
        babelrc: false,
        configFile: false,
        presets: ['@babel/preset-typescript'],
      }),
      resolve({ extensions: ['.ts'] }),
    ],
  });
  const { output } = await built.generate({ format: 'es' });
  await built.close();
  return output[0].code.replace(/export\s*\{[^}]*\};?\s*$/, '');
}
