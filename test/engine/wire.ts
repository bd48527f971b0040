import { rebuildQueryString, type Batch, type Outcome, type Store } from './steps.ts';

const separator = '\u001e';
/** Marks a piece of an outcome, of which more follows. */
const pieceSeparator = '\u001f';

/** How often a batch is called where its cost is counted, and how many calls go before. */
export interface Counting {
  readonly uncounted: number;
  readonly calls: number;
}

/** JSON in ASCII: the engine is quick with one-byte characters only. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => '\\u' + unit.charCodeAt(0).toString(16).padStart(4, '0'),
  );
}

function resolveStore(batch: Batch, store: string | Store = batch.store ?? {}): Store {
  if (typeof store !== 'string') return store;
  const named = Object.hasOwn(batch.stores ?? {}, store) ? batch.stores?.[store] : undefined;
  if (named === undefined) throw new TypeError(`No store is named ${store}.`);
  return named;
}

/**
 * What `cloudfront.js` reads: a line of setup, then a line for each step.
 *
 * @throws TypeError when a step names a store that the batch does not have
 */
export function encodeBatch(batch: Batch, counting?: Counting): string {
  const stores: Store[] = [];
  const indexes = new Map<Store, number>();
  const steps = batch.steps.map((step) => {
    const store = resolveStore(batch, step.store);
    if (!indexes.has(store)) indexes.set(store, stores.push(store) - 1);
    return asciiJson({
      event: step.event,
      rawQueryString: step.rawQueryString ?? rebuildQueryString(step.event),
      store: indexes.get(store),
      now: (step.now ?? batch.clock) * 1000,
    });
  });
  return [asciiJson({ clock: batch.clock * 1000, stores, ...counting }), ...steps].join('\n');
}

/**
 * What the driver printed.
 *
 * @throws Error when there are fewer outcomes than steps: a handler's promise never settled
 */
export function decodeOutcomes(output: string, expected: number): Outcome[] {
  const outcomes: Outcome[] = [];
  let logs: string[] = [];
  let begun = '';
  for (const line of output.split('\n').slice(0, -1)) {
    if (line.startsWith(pieceSeparator)) {
      begun += line.slice(1);
      continue;
    }
    if (!line.startsWith(separator)) {
      logs.push(line);
      continue;
    }
    outcomes.push({ ...(JSON.parse(begun + line.slice(1)) as Omit<Outcome, 'logs'>), logs });
    logs = [];
    begun = '';
  }
  if (outcomes.length < expected) {
    throw new Error(`The handler never settled: step ${outcomes.length} of ${expected}.`);
  }
  return outcomes;
}
