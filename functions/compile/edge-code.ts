import { readFileSync } from 'node:fs';
import type { CheckedConfig } from './check.ts';
import { compileConfig, needsExtras, readConfig } from './compile.ts';

/** CloudFront's limit for a function's code, in bytes. */
export const maxCodeBytes = 10_240;

/** Stand in the built bundles where the configuration goes, and the user's own code. */
const places = { config: 'LATCHKEY_CONFIG', after: 'LATCHKEY_AFTER' } as const;

/** The built bundle is too large with this configuration in it. */
export class CodeTooLargeError extends Error {
  readonly code = 'code-too-large';

  /** @param ofAfter bytes of the user's own code */
  constructor(bytes: number, ofAfter = 0) {
    const [part, less] =
      ofAfter === 0 ? ['', ''] : [`, ${ofAfter} of them afterAuthorize`, ', or less code'];
    super(
      `the edge function would have ${bytes} bytes${part}, and CloudFront takes at most ${maxCodeBytes}: use fewer or shorter rules${less}`,
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
  /** With these and a place for the user's own code. */
  readonly after: string;
}

/**
 * The exact code of the CloudFront Function for a configuration: a tested bundle with one JSON
 * value put in place.
 *
 * @param input the configuration as its author wrote it
 * @param after the user's own code, as `compileAfter` made it; `null` for none
 * @throws {ConfigError} with every fault of the configuration
 * @throws {CodeTooLargeError}
 */
export function edgeCode(
  input: unknown,
  bundles: EdgeBundles,
  after: string | null = null,
): string {
  const config = readConfig(input);
  const texts = new Map<string, string>([[places.config, literal(compileConfig(config))]]);
  if (after !== null) texts.set(places.after, `(${after})`);
  const code = fill(bundleFor(config, after, bundles), texts);
  const bytes = Buffer.byteLength(code);
  if (bytes > maxCodeBytes) throw new CodeTooLargeError(bytes, Buffer.byteLength(after ?? ''));
  return code;
}

function bundleFor(config: CheckedConfig, after: string | null, bundles: EdgeBundles): string {
  if (after !== null) return bundles.after;
  return needsExtras(config) ? bundles.full : bundles.lean;
}

/** In one pass: nothing that is put in is taken for a place. */
function fill(bundle: string, texts: ReadonlyMap<string, string>): string {
  for (const place of texts.keys()) {
    const count = bundle.split(place).length - 1;
    if (count !== 1) throw new Error(`the edge bundle has ${count} places for ${place}, not 1`);
  }
  const places = new RegExp([...texts.keys()].join('|'), 'g');
  return bundle.replace(places, (place) => texts.get(place) ?? '');
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
function regExpLiteral({ source, flags }: RegExp): string {
  return /[\ud800-\udfff]/.test(source)
    ? `RegExp(${literal(source)},${literal(flags)})`
    : `/${ascii(source)}/${flags}`;
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
  return { lean: read('lean'), full: read('full'), after: read('after') };
}
