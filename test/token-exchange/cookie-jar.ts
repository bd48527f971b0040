/**
 * As much of a browser as a sign-in needs: cookies by origin and path, redirects, one form. Its
 * requests are of `node:http`: the `fetch` of Node says `sec-fetch-mode: cors` of all its own.
 */
import { request, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly origin: string;
  readonly path: string;
}

export interface Visit {
  readonly url: URL;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Ask {
  readonly headers?: Readonly<Record<string, string>>;
  /** Makes it a POST of a form. */
  readonly form?: Readonly<Record<string, string>>;
}

export const navigating = { accept: 'text/html', 'sec-fetch-mode': 'navigate' };

export const scripting = {
  accept: '*/*',
  'sec-fetch-mode': 'cors',
  'sec-fetch-site': 'same-origin',
};

export class Browser {
  readonly #cookies = new Map<string, Cookie>();
  /** Every value that any cookie has had. */
  readonly cookieValues = new Set<string>();
  /** Every address that was asked for, in order. */
  readonly visited: URL[] = [];

  /** Opens an address as a person does, and follows wherever it leads. */
  async open(address: URL | string, ask: Ask = {}): Promise<Visit> {
    let visit = await this.ask(address, ask);
    for (let hops = 0; visit.headers.location !== undefined; hops++) {
      if (hops > 20) throw new Error('this goes round');
      visit = await this.ask(new URL(visit.headers.location, visit.url));
    }
    return visit;
  }

  /** Sends one request with the cookies that belong to it, and keeps those that come back. */
  async ask(address: URL | string, { headers = navigating, form }: Ask = {}): Promise<Visit> {
    const url = new URL(address);
    this.visited.push(url);
    const cookie = this.#header(url);
    const all = {
      ...headers,
      ...(cookie && { cookie }),
      ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
    };
    const visit = await send(url, all, form && new URLSearchParams(form).toString());
    for (const line of visit.headers['set-cookie'] ?? []) this.#keep(url, line);
    return visit;
  }

  names(origin: string): string[] {
    return [...this.#cookies.values()]
      .filter((cookie) => cookie.origin === origin)
      .map(({ name }) => name);
  }

  value(name: string): string | undefined {
    return [...this.#cookies.values()].find((cookie) => cookie.name === name)?.value;
  }

  #header(url: URL): string {
    return [...this.#cookies.values()]
      .filter(({ origin, path }) => origin === url.origin && isUnder(url.pathname, path))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
  }

  #keep({ origin }: URL, line: string): void {
    const [pair = '', ...attributes] = line.split(/; */);
    const at = pair.indexOf('=');
    const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
    const path = attributes.find((text) => /^path=/i.test(text))?.slice(5) ?? '/';
    const key = [origin, path, name].join(' ');
    const isGone = attributes.some((text) =>
      /^(max-age=0|expires=Thu, 01 Jan 1970.*)$/i.test(text),
    );
    if (isGone) this.#cookies.delete(key);
    else this.#cookies.set(key, { name, value, origin, path });
    if (value !== '') this.cookieValues.add(value);
  }
}

function send(url: URL, headers: Record<string, string>, form?: string): Promise<Visit> {
  return new Promise((resolve, reject) => {
    const method = form === undefined ? 'GET' : 'POST';
    // Wherever the resolver thinks that localhost is, the system listens there.
    const host = '127.0.0.1';
    request(url, { method, host, headers: { ...headers, host: url.host } }, (response) => {
      const { statusCode: status = 0, headers: received } = response;
      text(response).then((body) => {
        resolve({ url, status, headers: received, body });
      }, reject);
    })
      .on('error', reject)
      .end(form);
  });
}

/** RFC 6265bis, section 5.1.4. */
function isUnder(asked: string, path: string): boolean {
  return asked === path || asked.startsWith(path.endsWith('/') ? path : `${path}/`);
}
