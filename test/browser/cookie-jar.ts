/** As much of a cookie jar as sign-ins need: origin and path (RFC 6265bis), and no clock. */

export interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly origin: string;
  readonly path: string;
}

export class CookieJar {
  readonly #cookies: Map<string, Cookie>;
  /** Every value that any cookie has had. */
  readonly values = new Set<string>();

  constructor(cookies: Iterable<Cookie> = []) {
    this.#cookies = new Map([...cookies].map((cookie) => [keyOf(cookie), cookie]));
  }

  /** Another jar with the same cookies in it. */
  copy(): CookieJar {
    return new CookieJar(this.#cookies.values());
  }

  /** What a request carries. */
  header({ origin, pathname }: URL): string {
    return [...this.#cookies.values()]
      .filter((cookie) => cookie.origin === origin && isUnder(pathname, cookie.path))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
  }

  /** Keeps what an answer sets. */
  keep({ origin }: URL, setCookie: readonly string[]): void {
    for (const line of setCookie) {
      const [pair = '', ...attributes] = line.split(/; */);
      const at = pair.indexOf('=');
      const path = attributes.find((one) => /^path=/i.test(one))?.slice(5) ?? '/';
      const cookie = { name: pair.slice(0, at), value: pair.slice(at + 1), origin, path };
      if (attributes.some(isPast)) this.delete(cookie);
      else this.set(cookie);
    }
  }

  set(cookie: Cookie): void {
    this.#cookies.set(keyOf(cookie), cookie);
    this.values.add(cookie.value);
  }

  delete(cookie: Omit<Cookie, 'value'>): void {
    this.#cookies.delete(keyOf(cookie));
  }

  /** The value of a name, whichever origin has set it. */
  value(name: string): string | undefined {
    return [...this.#cookies.values()].find((cookie) => cookie.name === name)?.value;
  }

  /** Names of an origin's cookies, sorted. */
  names(origin: string): string[] {
    return [...this.#cookies.values()]
      .filter((cookie) => cookie.origin === origin)
      .map(({ name }) => name)
      .sort();
  }

  deleteWhere(isGone: (cookie: Cookie) => boolean): void {
    for (const cookie of [...this.#cookies.values()].filter(isGone)) this.delete(cookie);
  }
}

function keyOf({ origin, path, name }: Omit<Cookie, 'value'>): string {
  return [origin, path, name].join(' ');
}

function isPast(attribute: string): boolean {
  return /^(max-age=0|expires=Thu, 01 Jan 1970.*)$/i.test(attribute);
}

/** RFC 6265bis, section 5.1.4. */
function isUnder(asked: string, path: string): boolean {
  return asked === path || asked.startsWith(path.endsWith('/') ? path : `${path}/`);
}
