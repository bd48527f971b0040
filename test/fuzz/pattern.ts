/**
 * Whether a path pattern in CloudFront's terms matches a whole path: `*` is any number of
 * characters, `?` exactly one. Slow and obvious, so that it can be trusted.
 */
export function matches(pattern: string, path: string): boolean {
  return matchesFrom([...pattern], [...path]);
}

function matchesFrom(pattern: readonly string[], path: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return path.length === 0;
  if (first === '*') return path.some((_, i) => matchesFrom(rest, path.slice(i))) || matchesFrom(rest, []);
  if (path.length === 0) return false;
  return (first === '?' || first === path[0]) && matchesFrom(rest, path.slice(1));
}
