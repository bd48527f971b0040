import { ESLint } from 'eslint';
import esx from 'eslint-plugin-es-x';

/** What in the code is newer than ES5, but for what the edge bundle is known to have. */
export async function newerThanEs5(code: string): Promise<(string | null)[]> {
  const eslint = new ESLint({
    overrideConfigFile: true,
    overrideConfig: [
      esx.configs['flat/restrict-to-es5'],
      { languageOptions: { sourceType: 'module', ecmaVersion: 2017 } },
      // What is newer: the handler, the imports, which the next tests count, and the words of a MAC.
      {
        rules: {
          'es-x/no-async-functions': 'off',
          'es-x/no-modules': 'off',
          'es-x/no-typed-arrays': 'off',
        },
      },
    ],
  });
  const [found] = await eslint.lintText(code);
  return (found?.messages ?? []).map(({ ruleId, message }) => ruleId ?? message);
}
