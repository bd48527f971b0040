/** Puts a configuration where the edge function's code expects it: import this before that code. */
import { compileConfig, readConfig } from '../../functions/compile/compile.ts';
import { defaults } from '../../session/lifetimes.ts';

export const audience = 'simulated';
export const lifetimes = { sessionTtl: defaults.sessionTtl, maxAge: defaults.maxAge };

Object.assign(globalThis, {
  LATCHKEY_CONFIG: compileConfig(
    readConfig({
      audience,
      rules: [{ path: '/*', allow: { groups: ['editors'] } }],
      ...lifetimes,
    }),
  ),
});
