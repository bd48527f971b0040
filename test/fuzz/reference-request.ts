/** What the design says of headers, and a reader that takes any event. */

/** Reads parts of an event and remembers whether one was not what CloudFront sends. */
export class Reader {
  odd = false;

  object(value: unknown): Readonly<Record<string, unknown>> {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>;
    }
    this.odd = true;
    return {};
  }

  text(value: unknown): string {
    if (typeof value === 'string') return value;
    this.odd = true;
    // As the language would read it where text is expected.
    return value === undefined || value === null ? '' : `${value as string}`;
  }

  item(items: Readonly<Record<string, unknown>>, name: string): string {
    return Object.hasOwn(items, name) ? this.text(this.object(items[name]).value) : '';
  }
}

export const bearerOf = (header: string) =>
  header.slice(0, 7).toLowerCase() === 'bearer ' ? header.slice(7) : '';

export function crossSite(
  method: string,
  header: (name: string) => string,
): 'yes' | 'no' | 'maybe' {
  if (['GET', 'HEAD', 'OPTIONS'].includes(method)) return 'no';
  const site = header('sec-fetch-site');
  const origin = header('origin');
  const host = header('host');
  const name = host.split(':')[0] ?? '';
  const isLocal = name === 'localhost' || name.endsWith('.localhost');
  const same =
    site !== ''
      ? site === 'same-origin' || site === 'none'
      : origin === '' || origin === `${isLocal ? 'http' : 'https'}://${host}`;
  if (same) return 'no';
  return ['PUT', 'POST', 'PATCH', 'DELETE'].includes(method) ? 'yes' : 'maybe';
}

export function isNavigation(method: string, header: (name: string) => string): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  const mode = header('sec-fetch-mode');
  return mode !== '' ? mode === 'navigate' : header('accept').includes('text/html');
}
