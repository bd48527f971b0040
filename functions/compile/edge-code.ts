import { readFileSync } from 'node:fs';
import type { EdgeConfig } from '../config.ts';
import { compileConfig } from './compile.ts';

/** CloudFront's limit for a function's code, in bytes. */
export const maxCodeBytes = 10_240;

/** Stands in the built bundle where the configuration goes. */
const placeholder = 'LATCHKEY_CONFIG';

/** The built bundle is too large with this configuration in it. */
export class CodeTooLargeError extends Error {
  readonly code = 'code-too-large';

  constructor(bytes: number) {
    super(
      `the edge function would have ${bytes} bytes, and CloudFront takes at most ${maxCodeBytes}: use fewer or shorter rules`,
    );
    this.name = 'CodeTooLargeError';
  }
}

/** The built bundles, each to be found under its name in `dist/edge/`. */
export interface EdgeBundles {
  /** For a configuration that needs none of the extras: smaller, and cheaper with each request. */
  readonly lean: string;
  /** With identity headers, bearer tokens and a single-page fallback. */
  readonly full: string;
}

/**
 * The exact code of the CloudFront Function for a configuration: a tested bundle with one JSON
 * value put in place.
 *
 * @param input the configuration as its author wrote it
 * @throws {ConfigError} with every fault of the configuration
 * @throws {CodeTooLargeError}
 */
export function edgeCode(input: unknown, bundles: EdgeBundles): string {
  const config = compileConfig(input);
  const code = insertConfig(needsExtras(config) ? bundles.full : bundles.lean, config);
  const bytes = Buffer.byteLength(code);
  if (bytes > maxCodeBytes) throw new CodeTooLargeError(bytes);
  return code;
}

/** The one place that knows which settings the lean bundle is built without. */
function needsExtras([, , , , , , identityHeaders, bearer, , , spaFallback]: EdgeConfig): boolean {
  return identityHeaders || bearer || spaFallback !== '';
}

function insertConfig(bundle: string, config: EdgeConfig): string {
  const pieces = bundle.split(placeholder);
  if (pieces.length !== 2) {
    throw new Error(`the edge bundle has ${pieces.length - 1} places for the configuration, not 1`);
  }
  return pieces.join(literal(config));
}

/**
 * JSON that is also ES5, whatever characters it holds; regular expressions are literals, which the
 * engine compiles with the code and not for every request.
 */
function literal(value: unknown): string {
  if (value instanceof RegExp) return regExpLiteral(value);
  if (Array.isArray(value)) return `[${value.map(literal).join(',')}]`;
  if (typeof value !== 'object' || value === null) return ascii(JSON.stringify(value));
  const entries = Object.entries(value).map(([key, part]) => `${literal(key)}:${literal(part)}`);
  return `{${entries.join(',')}}`;
}

/** The engine's literals know no character beyond the first 65,536. */
function regExpLiteral({ source }: RegExp): string {
  return /[\ud800-\udfff]/.test(source) ? `RegExp(${literal(source)})` : `/${ascii(source)}/`;
}

function ascii(text: string): string {
  return text.replace(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The bundles that `npm run build` made. @param folder with a slash at its end */
export function readEdgeBundles(folder: URL = new URL('../edge/', import.meta.url)): EdgeBundles {
  const read = (name: string) => readFileSync(new URL(`${name}.js`, folder), 'utf8');
  return { lean: read('lean'), full: read('full') };
}
