/** A log line of the Lambdas, short enough for a terminal. */
export function describeLine(line: string): string {
  try {
    const { method, endpoint, status, outcome, sub, ms, count } = JSON.parse(line) as Record<
      string,
      string | number | undefined
    >;
    // The keys Lambda is asked by a queue, not by a request.
    if (endpoint === undefined) return `  ${outcome}: ${count}`;
    const who = sub === undefined ? '' : ` (${sub})`;
    return `  ${method} /_auth/${endpoint} → ${status} ${outcome}${who}, ${ms} ms`;
  } catch {
    return line;
  }
}
