/** A misspelled name would pass for one that was left out. */

/**
 * The names of an object that are not known, each with the known one that was meant, if one is near
 * enough; else with all of them.
 *
 * @param kind what a name stands for: `setting`
 * @param where the object that holds it: `theme.`
 */
export function unknownNames(
  given: object,
  known: readonly string[],
  kind: string,
  where = '',
): string[] {
  return Object.keys(given)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const meant = nearest(name, known);
      const instead =
        meant === undefined ? `; there are ${known.join(', ')}` : `; did you mean ${meant}?`;
      return `${where}${name} is not a ${kind}${instead}`;
    });
}

function nearest(name: string, known: readonly string[]): string | undefined {
  const typed = name.toLowerCase();
  const [best] = known
    .map((other) => ({ other, steps: distance(typed, other.toLowerCase()) }))
    .sort((one, other) => one.steps - other.steps);
  return best && best.steps <= Math.max(2, typed.length / 3) ? best.other : undefined;
}

/** How many characters have to be put in, taken out or replaced (Levenshtein). */
function distance(from: string, to: string): number {
  let row = [...to, ''].map((_, at) => at);
  [...from].forEach((character, index) => {
    const next = [index + 1];
    [...to].forEach((other, at) => {
      const replaced = row[at]! + (character === other ? 0 : 1);
      next.push(Math.min(replaced, row[at + 1]! + 1, next[at]! + 1));
    });
    row = next;
  });
  return row.at(-1)!;
}
