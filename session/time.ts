/** Seconds since 1970 as every format writes them: base 36, lower case. */
export function encodeTime(seconds: number): string {
  return seconds.toString(36);
}

/** The engine looks a global up by its name each time. */
const parse = parseInt;

/** The reverse of {@link encodeTime}; the caller has checked the text's shape. */
export function decodeTime(text: string): number {
  return parse(text, 36);
}
