/** What Lambdas have logged, parsed; and waiting for it. */
export interface Log {
  readonly entries: Readonly<Record<string, unknown>>[];
  readonly add: (line: string) => void;
  /** Resolves at the next line with this outcome. */
  next(outcome: string): Promise<void>;
}

export function createLog(): Log {
  const entries: Record<string, unknown>[] = [];
  const waiting = new Set<{ readonly outcome: string; readonly resolve: () => void }>();
  return {
    entries,
    add(line) {
      const entry = JSON.parse(line) as Record<string, unknown>;
      entries.push(entry);
      for (const one of waiting) {
        if (one.outcome !== entry['outcome']) continue;
        waiting.delete(one);
        one.resolve();
      }
    },
    next: (outcome) =>
      new Promise((resolve) => {
        waiting.add({ outcome, resolve });
      }),
  };
}
