/**
 * Whether a behaviour's path pattern covers a path: `*` is any number of characters, `?` exactly
 * one, letters count as they are, and a leading `/` may be left out.
 *
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesCacheBehavior.html
 *
 * @param path normalised by {@link normalizePath}, without the query string
 */
export function matchesPathPattern(pattern: string, path: string): boolean {
  const rooted = pattern.startsWith('/') ? pattern : `/${pattern}`;
  const source = rooted
    .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(path);
}

/**
 * The path that behaviours are matched against: escapes of unreserved characters decoded, dot
 * segments removed (RFC 3986, section 6.2.2) and repeated slashes made one. The origin and the
 * function get the raw path all the same.
 */
export function normalizePath(path: string): string {
  return removeDotSegments(decodeUnreserved(path)).replace(/\/{2,}/g, '/');
}

function decodeUnreserved(path: string): string {
  return path.replace(/%[0-9a-f]{2}/gi, (escape) => {
    const character = String.fromCharCode(parseInt(escape.slice(1), 16));
    return /[A-Za-z0-9._~-]/.test(character) ? character : escape.toUpperCase();
  });
}

function removeDotSegments(path: string): string {
  const kept: string[] = [];
  const segments = path.split('/').slice(1);
  segments.forEach((segment, index) => {
    const last = index === segments.length - 1;
    if (segment === '..') kept.pop();
    if (segment !== '.' && segment !== '..') kept.push(segment);
    // A path that ends in a dot segment names a folder.
    else if (last) kept.push('');
  });
  return `/${kept.join('/')}`;
}
