import { resolve } from 'node:path';
import { compileAfter, type CompiledAfter } from '../functions/compile/after.ts';
import { builtPath } from './bundles.ts';
import type { LatchkeyProps } from './latchkey-props.ts';

/** The user's own edge code as it is deployed, `null` for none; or what is wrong with it. */
export type Own = CompiledAfter | { readonly code: null };

/** A site and its Latchkey both ask, in the one process that synthesizes them. */
const compiled = new Map<string, CompiledAfter>();

export function compileOwn({ afterAuthorize }: LatchkeyProps): Own {
  if (afterAuthorize === undefined) return { code: null };
  const path = resolve(afterAuthorize);
  const known = compiled.get(path) ?? compileAfter(path, builtPath('after/index.mjs'));
  compiled.set(path, known);
  return known;
}

/** What is deployed of it, for props without fault. */
export function ownCodeOf(props: LatchkeyProps): string | null {
  const own = compileOwn(props);
  return 'code' in own ? own.code : null;
}
