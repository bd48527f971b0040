/** The constructs as the package has them: one file, beside the bundles that they deploy. */
import babel from '@rollup/plugin-babel';
import resolve from '@rollup/plugin-node-resolve';
import type { RollupOptions } from 'rollup';

const config: RollupOptions = {
  input: 'cdk/index.ts',
  external: (id) => !/^[./]|\.ts$/.test(id),
  output: { file: 'dist/constructs/index.js', format: 'es' },
  plugins: [
    babel({
      babelHelpers: 'bundled',
      extensions: ['.ts'],
      exclude: /node_modules/,
      babelrc: false,
      configFile: false,
      presets: [
        ['@babel/preset-env', { targets: { node: '20' }, modules: false }],
        '@babel/preset-typescript',
      ],
    }),
    resolve({ extensions: ['.ts', '.js'] }),
  ],
};

export default config;
