/** A value that is asked for again when it is old, by one caller at a time. */
export interface Cached<Value> {
  /** @param maxAge seconds; a value as old is asked for again */
  readonly get: (maxAge?: number) => Promise<Value>;
}

/**
 * @param now seconds since 1970
 * @param usualAge seconds that a value is kept; `Infinity` for as long as the process lives
 */
export function cached<Value>(
  load: () => Promise<Value>,
  now: () => number,
  usualAge: number,
): Cached<Value> {
  let loadedAt = -Infinity;
  let value: Promise<Value> | null = null;
  return {
    get(maxAge = usualAge) {
      if (value === null || now() - loadedAt >= maxAge) {
        const loading = load();
        loadedAt = now();
        value = loading;
        // A failure is not kept: the next caller asks again.
        loading.catch(() => {
          if (value === loading) value = null;
        });
      }
      return value;
    },
  };
}
