/** What every origin would read the same is never refused; what one might read differently is. */

/** An empty, `.` or `..` segment; a backslash; NUL. */
const ambiguous = /\/(\.{0,2}\/|\.\.?$)|[\\\0]/;

/** An encoded slash, which some origins decode and others do not; the rest shows after decoding. */
const encodedSlash = /%2f/i;

/** What a servlet container, S3 or a second decoding would change. */
const ambiguousToSome = /;|%[\da-f]{2}/i;

/** Segments that begin with no dot, without a character that is encoded or could be ambiguous. */
const plain = /^(?:\/[^/.%\\;+\0][^/%\\;+\0]*)+$/;

/** Whether the path is the same decoded, unambiguous, and names no directory. */
export function isPlain(uri: string): boolean {
  return uri.search(plain) === 0;
}

/**
 * The path as rules judge it: percent-decoded once.
 *
 * @returns `''` when its meaning is not the same everywhere
 */
export function decodePath(uri: string, strict: boolean): string {
  let path = uri;
  if (uri.indexOf('%') >= 0) {
    if (uri.search(encodedSlash) >= 0) return '';
    try {
      path = decodeURIComponent(uri);
    } catch (_malformed) {
      return '';
    }
  }
  return path.search(ambiguous) >= 0 ||
    (strict && (uri.indexOf('+') >= 0 || path.search(ambiguousToSome) >= 0))
    ? ''
    : path;
}
