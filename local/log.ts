/** A log line of the Lambdas, short enough for a terminal. */
export function describeLine(line: string): string {
  try {
    const { method, endpoint, status, outcome, sub, ms, count, cause } = JSON.parse(line) as Record<
      string,
      string | number | undefined
    >;
    // Metrics are for machines.
    if (outcome === undefined) return line;
    // The Lambdas of keys are asked by queue, schedule and operator, not by a request.
    if (endpoint === undefined) {
      const told = [count, cause].filter((detail) => detail !== undefined);
      return `  keys: ${[outcome, ...told].join(': ')}`;
    }
    const who = sub === undefined ? '' : ` (${sub})`;
    return `  ${method} /_auth/${endpoint} → ${status} ${outcome}${who}, ${ms} ms`;
  } catch {
    return line;
  }
}
