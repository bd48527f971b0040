/**
 * Whether a path pattern in CloudFront's terms matches a whole path: `*` is any number of
 * characters, `?` exactly one. Slow and obvious, so that it can be trusted: it keeps, for every
 * beginning of the path, whether the pattern read so far can be it.
 */
export function matches(pattern: string, path: string): boolean {
  const characters = [...path];
  let can = [true, ...characters.map(() => false)];
  for (const expected of pattern) {
    can = expected === '*' ? fromFirst(can) : oneMore(can, expected, characters);
  }
  return can[characters.length] === true;
}

function fromFirst(can: readonly boolean[]): boolean[] {
  const first = can.indexOf(true);
  return can.map((_, i) => first >= 0 && i >= first);
}

function oneMore(can: readonly boolean[], expected: string, characters: readonly string[]) {
  return can.map(
    (_, i) => i > 0 && can[i - 1] === true && (expected === '?' || characters[i - 1] === expected),
  );
}
