/** Two at a time: more would only wait for one another on a small machine. */
const atOnce = 2;

/** Does the work for each item, two at a time; the results are in the items' order. */
export async function inParallel<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const queue = items.entries();
  async function take(): Promise<void> {
    for (const [index, item] of queue) results[index] = await work(item);
  }
  await Promise.all(Array.from({ length: atOnce }, take));
  return results;
}
