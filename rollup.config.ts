/**
 * The bundles: what runs at the edge, in the Lambda, in the browser, and the command.
 */
import babel from '@rollup/plugin-babel';
import commonjs from '@rollup/plugin-commonjs';
import json from '@rollup/plugin-json';
import resolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import { builtinModules } from 'node:module';
import type { Plugin, RollupOptions } from 'rollup';
import { closure } from './build/closure.ts';
import type * as Features from './functions/features.ts';
import { platformNames } from './build/edge-names.ts';
import { sharedStrings } from './build/shared-strings.ts';

const extensions = ['.ts', '.js', '.mjs'];
const nodeBuiltins = [...builtinModules, /^node:/];

/** Packages refer to themselves in circles and mean no harm. */
const quietly: RollupOptions['onwarn'] = (warning, warn) => {
  if (warning.code !== 'CIRCULAR_DEPENDENCY' && warning.code !== 'THIS_IS_UNDEFINED') warn(warning);
};

const typescript = (targets: Record<string, string>, exclude: string[] = []) =>
  babel({
    babelHelpers: 'bundled',
    extensions,
    exclude: /node_modules/,
    babelrc: false,
    configFile: false,
    presets: [
      ['@babel/preset-env', { targets, exclude, modules: false, bugfixes: true }],
      '@babel/preset-typescript',
    ],
  });

/** What the bundle is not built with leaves nothing behind in it. */
const withFeatures = (features: Readonly<Record<string, boolean>>): Plugin => ({
  name: 'features',
  transform: (_code, id) =>
    id.endsWith('/functions/features.ts')
      ? Object.entries(features)
          .map(([name, isIn]) => `export const ${name} = ${isIn};`)
          .join('')
      : null,
});

const edge = (name: string, features: typeof Features): RollupOptions => ({
  input: 'functions/authorize.ts',
  external: ['cloudfront', 'crypto'],
  output: { file: `dist/edge/${name}.js`, format: 'es' },
  plugins: [
    withFeatures(features),
    // One native async handler stays: lowering it would bring a state machine many times its size.
    typescript({ ie: '11' }, [
      'transform-async-to-generator',
      'transform-regenerator',
      'transform-typeof-symbol',
    ]),
    resolve({ extensions }),
    closure(['cf', 'crypto', 'LATCHKEY_CONFIG', 'LATCHKEY_AFTER'], platformNames),
    terser({
      ecma: 5,
      module: false,
      toplevel: true,
      compress: {
        passes: 3,
        // Functions stay functions: the engine pays for a closure on every request.
        reduce_funcs: false,
        // It would move `await` into call arguments: the platform then answers 503 to everyone.
        collapse_vars: false,
        top_retain: ['handler'],
      },
      mangle: false,
    }),
    sharedStrings(),
    terser({
      ecma: 5,
      module: false,
      compress: false,
      mangle: { toplevel: true, reserved: ['handler'] },
    }),
  ],
});

/** One file each, with everything in it: what was tested is what runs. */
const lambda = (folder: string, input: string): RollupOptions => ({
  input,
  external: nodeBuiltins,
  output: { file: `dist/${folder}/index.mjs`, format: 'es', inlineDynamicImports: true },
  onwarn: quietly,
  plugins: [
    typescript({ node: '20' }),
    resolve({ extensions, preferBuiltins: true, exportConditions: ['node'] }),
    commonjs(),
    json(),
    terser({ ecma: 2020, module: true }),
  ],
});

const client: RollupOptions = {
  input: 'web/client/index.ts',
  output: { file: 'dist/web/latchkey.js', format: 'es' },
  plugins: [
    typescript({ chrome: '100', firefox: '100', safari: '15.4' }),
    resolve({ extensions }),
    terser({ ecma: 2020, module: true }),
  ],
};

/** The command keeps its dependencies as packages: npm installs them beside it. */
const command: RollupOptions = {
  input: 'cli/main.ts',
  external: (id) => !/^[./]|\.ts$/.test(id),
  output: { file: 'dist/cli/latchkey.mjs', format: 'es' },
  plugins: [typescript({ node: '20' }), resolve({ extensions }), json()],
};

/** What compiles the user's own edge code, in a process of its own. */
const afterCompiler: RollupOptions = {
  ...command,
  input: 'functions/compile/after/main.ts',
  output: { file: 'dist/after/index.mjs', format: 'es' },
};

export default [
  edge('lean', { hasExtras: false, hasAfter: false }),
  lambda('token-exchange', 'token-exchange/index.ts'),
  lambda('keys', 'keys/lambda/keys.ts'),
  client,
  command,
  lambda('seed', 'keys/lambda/seed.ts'),
  edge('full', { hasExtras: true, hasAfter: false }),
  edge('after', { hasExtras: true, hasAfter: true }),
  lambda('sign-outs', 'keys/lambda/sign-outs.ts'),
  afterCompiler,
];
