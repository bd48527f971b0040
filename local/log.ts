/** A log line of the Lambdas, short enough for a terminal; `null` for metrics, which nobody reads. */
export function describeLine(line: string): string | null {
  try {
    const { _aws, method, endpoint, status, outcome, sub, ms, count, cause } = JSON.parse(
      line,
    ) as Record<string, string | number | undefined>;
    if (_aws !== undefined) return null;
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
