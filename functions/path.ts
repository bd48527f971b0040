/** What every origin would read the same is never refused; what one might read differently is. */

/** What no path may hold, as it was sent and once decoded. */
export type Unfit = readonly [sent: RegExp, decoded: RegExp];

/**
 * Everywhere: an encoded slash, which some origins decode and others do not; an empty, `.` or `..`
 * segment; a backslash; NUL.
 */
export const unfit: Unfit = [/%2f/i, /\/(\/|\.\.?(\/|$))|[\\\0]/];

/** Also what a servlet container, S3 or a second decoding would change: `;`, `+`, `%41`. */
export const strictlyUnfit: Unfit = [/%2f|\+/i, /\/(\/|\.\.?(\/|$))|[\\\0;]|%[\da-f]{2}/i];

/**
 * What nobody reads in two ways. Not many segments: the engine keeps something of each, and has
 * little room.
 */
const plain = /^(?:\/\w[\w.-]*){1,16}$/;

/** Whether the path is the same decoded, unambiguous, and names no directory. */
export function isPlain(uri: string): boolean {
  return uri.search(plain) === 0;
}

/**
 * The path as rules judge it: percent-decoded once.
 *
 * @returns `''` when its meaning is not the same everywhere
 */
export function decodePath(uri: string, sent: RegExp, decoded: RegExp): string {
  try {
    const path = uri.search(sent) < 0 ? decodeURIComponent(uri) : '';
    return path.search(decoded) < 0 ? path : '';
  } catch (_malformed) {
    return '';
  }
}
