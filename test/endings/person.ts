/**
 * Somebody at a browser, without the browser: cookies by origin and path, redirects, one form. The
 * cookies can be copied, planted and thrown away, which is what those do who should not get in.
 */
import { request, type IncomingHttpHeaders } from 'node:http';
import { createHash } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { sessionCookie } from '../../session/names.ts';

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
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  /** The whole cookie header, in place of the cookies that are kept. */
  readonly cookie?: string;
  readonly body?: string;
}

export const navigating = {
  accept: 'text/html',
  'sec-fetch-mode': 'navigate',
  'sec-fetch-site': 'none',
};

export const scripting = {
  accept: '*/*',
  'sec-fetch-mode': 'cors',
  'sec-fetch-site': 'same-origin',
};

export class Person {
  readonly site: string;
  readonly #cookies: Map<string, Cookie>;
  /** Every address that was asked for, in order. */
  readonly visited: URL[] = [];

  /** @param site origin of the site, to which paths belong */
  constructor(site: string, cookies: ReadonlyMap<string, Cookie> = new Map()) {
    this.site = site;
    this.#cookies = new Map(cookies);
  }

  /** Opens an address as a person does, and follows wherever it leads. */
  async open(address: string | URL, ask: Ask = {}): Promise<Visit> {
    let visit = await this.ask(address, ask);
    for (let hops = 0; visit.headers.location !== undefined; hops++) {
      if (hops > 20) throw new Error('this goes round');
      visit = await this.ask(new URL(visit.headers.location, visit.url));
    }
    return visit;
  }

  /** Sends one request, as a navigation unless told otherwise. */
  async ask(address: string | URL, ask: Ask = {}): Promise<Visit> {
    const url = new URL(address, this.site);
    this.visited.push(url);
    const cookie = ask.cookie ?? this.#header(url);
    const visit = await send(url, { ...ask, cookie });
    for (const line of visit.headers['set-cookie'] ?? []) this.#keep(url, line);
    return visit;
  }

  /** What a script of the site gets. */
  script(path: string, ask: Ask = {}): Promise<Visit> {
    return this.ask(path, { ...ask, headers: { ...scripting, ...ask.headers } });
  }

  /** Sends Cognito's form, to which a visit has led. */
  submit(visit: Visit, user: { username: string; password: string }): Promise<Visit> {
    const body = new URLSearchParams({ username: user.username, password: user.password });
    return this.open(visit.url, {
      method: 'POST',
      headers: { ...navigating, 'content-type': 'application/x-www-form-urlencoded' },
      body: body.toString(),
    });
  }

  /** Somebody else with the same cookies. */
  copy(): Person {
    return new Person(this.site, this.#cookies);
  }

  value(name: string): string {
    return [...this.#cookies.values()].find((cookie) => cookie.name === name)?.value ?? '';
  }

  cookieNames(): string[] {
    return [...this.#cookies.values()].map(({ name }) => name);
  }

  /** The session token in the cookie. */
  get token(): string {
    return this.value(sessionCookie);
  }

  plant(name: string, value: string, path = '/'): void {
    this.#cookies.set([this.site, path, name].join(' '), { name, value, path, origin: this.site });
  }

  /** Throws away the site's cookies, or those of one name; Cognito's stay. */
  forget(name?: string): this {
    for (const [key, cookie] of this.#cookies) {
      if (cookie.origin === this.site && (name ?? cookie.name) === cookie.name) {
        this.#cookies.delete(key);
      }
    }
    return this;
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
    const path = attributes.find((part) => /^path=/i.test(part))?.slice(5) ?? '/';
    const key = [origin, path, name].join(' ');
    const isGone = attributes.some((part) =>
      /^(max-age=0|expires=Thu, 01 Jan 1970.*)$/i.test(part),
    );
    if (isGone) this.#cookies.delete(key);
    else this.#cookies.set(key, { name, value, origin, path });
  }
}

function send(url: URL, { method = 'GET', headers = navigating, cookie, body }: Ask) {
  return new Promise<Visit>((resolve, reject) => {
    const all = {
      ...headers,
      host: url.host,
      ...(cookie && { cookie }),
      // Origin access control asks for it.
      ...(method === 'POST' && {
        'x-amz-content-sha256': createHash('sha256')
          .update(body ?? '')
          .digest('hex'),
      }),
    };
    // Wherever the resolver thinks that a name is, the system listens there.
    const to = { host: '127.0.0.1', port: url.port, path: url.pathname + url.search };
    request({ ...to, method, headers: all }, (response) => {
      const { statusCode: status = 0, headers: received } = response;
      text(response).then((answer) => {
        resolve({ url, status, headers: received, body: answer });
      }, reject);
    })
      .on('error', reject)
      .end(body);
  });
}

/** RFC 6265bis, section 5.1.4. */
function isUnder(asked: string, path: string): boolean {
  return asked === path || asked.startsWith(path.endsWith('/') ? path : `${path}/`);
}
