/** A log line of the token exchange, short enough for a terminal. */
export function describeLine(line: string): string {
  try {
    const { method, endpoint, status, outcome, sub, ms } = JSON.parse(line) as Record<
      string,
      string | number | undefined
    >;
    const who = sub === undefined ? '' : ` (${sub})`;
    return `  ${method} /_auth/${endpoint} → ${status} ${outcome}${who}, ${ms} ms`;
  } catch {
    return line;
  }
}
