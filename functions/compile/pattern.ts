import type { Glob } from '../rule.ts';

/** Stands for the beginning and the end of a path; no path that reaches the rules holds one. */
const bound = '\\';

/** What `{sub}` is written as in a rule's path. */
export const subMark = '{sub}';

/** What `{sub}` is in a compiled pattern: a whole segment. */
export const ownerGroup = '([^/\\\\]+)';

/**
 * Compiles a path pattern in CloudFront's terms: `*` for any characters, `?` for exactly one.
 *
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html#DownloadDistValuesPathPattern
 */
export function compileGlob(pattern: string): Glob {
  const text = bound + pattern + bound;
  return /\?|\{sub\}/.test(text)
    ? text.split(subMark).map(compileRegExp).join(ownerGroup)
    : text.split('*').filter((piece, index, all) => !isIdle(piece, index, all.length));
}

function compileRegExp(pattern: string): string {
  // The engine takes `[^]` for the beginning of a class.
  return [...pattern]
    .map((character) =>
      character === '*' ? '[\\s\\S]*' : character === '?' ? '[\\s\\S]' : escapeForRegExp(character),
    )
    .join('');
}

/** `*` at either end makes its bound idle: it would match whatever stands there. */
function isIdle(piece: string, index: number, count: number): boolean {
  return (
    piece === '' ||
    (count > 1 && index === 0 && piece === bound) ||
    (count > 1 && index === count - 1 && piece === bound)
  );
}

function escapeForRegExp(character: string): string {
  return /[$()*+.?[\\\]^{|}/]/.test(character) ? `\\${character}` : character;
}

const anyText = '\u0001';

/**
 * Whether one pattern matches whatever another does. Holds the second, its `*` written as a
 * character that only a `*` may match, against the first.
 */
export function covers(pattern: string, other: string): boolean {
  const source = pattern
    .split(subMark)
    .map((part) =>
      [...part]
        .map((character) =>
          character === '*'
            ? '[^]*'
            : character === '?'
              ? `[^${anyText}]`
              : escapeForRegExp(character),
        )
        .join(''),
    )
    .join(`[^/${anyText}]+`);
  return new RegExp(`^${source}$`, 'u').test(other.replaceAll('*', anyText));
}
