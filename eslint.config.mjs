import js from '@eslint/js';
import esx from 'eslint-plugin-es-x';
import globals from 'globals';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist/*', '!dist/edge', 'node_modules', 'coverage', 'cdk.out'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_' },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      eqeqeq: 'error',
      'no-console': 'off',
    },
  },
  {
    files: ['functions/*.ts', 'session/*.ts'],
    rules: {
      // The engine has no for-of, spread or destructuring worth their price; index loops are meant.
      '@typescript-eslint/prefer-for-of': 'off',
      '@typescript-eslint/prefer-optional-chain': 'off',
    },
  },
  {
    files: ['**/*.mjs'],
    languageOptions: { globals: globals.node },
  },
  {
    // What ships to the edge: ES5 and one native async handler, nothing newer.
    files: ['dist/edge/*.js'],
    extends: [esx.configs['flat/restrict-to-es5']],
    languageOptions: {
      sourceType: 'module',
      ecmaVersion: 2017,
      globals: { Int32Array: 'readonly' },
    },
    rules: {
      'es-x/no-async-functions': 'off',
      'es-x/no-modules': 'off',
      'es-x/no-typed-arrays': 'off',
      'no-unused-vars': 'off',
      'no-undef': 'off',
      'no-cond-assign': 'off',
    },
  },
);
