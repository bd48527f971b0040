/** What `{sub}` is written as in a rule's path. */
export const subMark = '{sub}';

/** What `{sub}` is in a compiled pattern: a whole segment. */
const ownerGroup = '([^/]+)';

/** Any text; the engine takes `[^]` for the beginning of a class. */
const anything = '[\\s\\S]';

/** The end: `$` lets a line end through in the engine. */
const end = `(?!${anything})`;

/**
 * Compiles a path pattern in CloudFront's terms: `*` for any characters, `?` for exactly one. Each
 * piece between two `*` is taken at its first place, which is enough, and once: a repeated group
 * that was looked ahead for cannot be tried again, so that no path makes matching slow.
 *
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html#DownloadDistValuesPathPattern
 */
export function compilePattern(pattern: string): RegExp {
  const [first = '', ...others] = pattern.split('*').map(compilePiece);
  const last = others.pop();
  if (last === undefined) return new RegExp(`^${first}${end}`);
  const groupsBefore = pattern.split(subMark).length - 1;
  const middle = others
    .filter((piece) => piece !== '')
    .map((piece, index) => `(?=(${anything}*?${piece}))\\${index + 1 + groupsBefore}`);
  const tail = last === '' ? '' : `${anything}*${last}${end}`;
  const body = `^${first}${middle.join('')}${tail}`;
  // What may stand anywhere need not be looked for from the beginning.
  return new RegExp(body.startsWith(`^${anything}*`) ? body.slice(`^${anything}*`.length) : body);
}

function compilePiece(piece: string): string {
  return piece.split(subMark).map(compileText).join(ownerGroup);
}

function compileText(text: string): string {
  return [...text]
    .map((character) => (character === '?' ? anything : escapeForRegExp(character)))
    .join('');
}

function escapeForRegExp(character: string): string {
  return /[$()*+.?[\\\]^{|}/]/.test(character) ? `\\${character}` : character;
}

/** Characters of no path, in place of what a pattern matches there: any text, any one, a segment. */
const anyText = '\u0001';
const anyOne = '\u0002';
const segment = '\u0003';

/**
 * Whether one pattern matches whatever another does. Holds the second, with a character for each thing
 * in it that is not a text, against the first, in which only what takes all of that takes it.
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
              ? `[^${anyText}${segment}]`
              : escapeForRegExp(character),
        )
        .join(''),
    )
    .join(`[^/${anyText}${anyOne}]+`);
  const held = other.replaceAll(subMark, segment).replaceAll('*', anyText).replaceAll('?', anyOne);
  return new RegExp(`^${source}$`, 'u').test(held);
}
