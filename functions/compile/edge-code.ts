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

/**
 * The exact code of the CloudFront Function for a configuration: the tested bundle with one JSON
 * value put in place.
 *
 * @param input the configuration as its author wrote it
 * @param bundle the text of `dist/edge/authorize.js`
 * @throws {ConfigError} with every fault of the configuration
 * @throws {CodeTooLargeError}
 */
export function edgeCode(input: unknown, bundle: string): string {
  const code = insertConfig(bundle, compileConfig(input));
  const bytes = Buffer.byteLength(code);
  if (bytes > maxCodeBytes) throw new CodeTooLargeError(bytes);
  return code;
}

function insertConfig(bundle: string, config: EdgeConfig): string {
  const pieces = bundle.split(placeholder);
  if (pieces.length !== 2) {
    throw new Error(`the edge bundle has ${pieces.length - 1} places for the configuration, not 1`);
  }
  return pieces.join(asciiJson(config));
}

/** JSON that is also ES5, whatever characters it holds. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The bundle that `npm run build` made. */
export function readEdgeBundle(
  file: URL = new URL('../edge/authorize.js', import.meta.url),
): string {
  return readFileSync(file, 'utf8');
}
