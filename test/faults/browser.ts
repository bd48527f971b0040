/**
 * As much of a browser as faults and loops need: cookies by origin and path, fetch metadata, and
 * redirects that are counted. Requests are of `node:http` and go to this machine alone.
 */
import { createHash } from 'node:crypto';
import { request, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';

/** More redirects in a row than this are a loop. */
export const mostRedirects = 8;

export interface Answer {
  readonly url: URL;
  /** 0 when the connection broke. */
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Where a navigation ended. */
export interface Visit extends Answer {
  readonly redirects: number;
  /** Every address on the way, the last one too. */
  readonly trail: readonly URL[];
}

export interface OpenOptions {
  /** Makes it a POST of a form. */
  readonly form?: Readonly<Record<string, string>>;
  /** A redirect that leads there is not followed; `url` then is that address, and the status 0. */
  readonly stopAt?: (url: URL) => boolean;
}

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly origin: string;
  readonly path: string;
}

export class Browser {
  readonly #cookies = new Map<string, Cookie>();
  readonly #site: string;

  /** @param site origin of the site, for addresses without one */
  constructor(site: string) {
    this.#site = site;
  }

  /** Opens an address as a person does, and follows it to its end. Throws where it goes round. */
  async open(address: URL | string, { form, stopAt }: OpenOptions = {}): Promise<Visit> {
    const first = new URL(address, this.#site);
    const trail = [first];
    let from = form === undefined ? 'none' : 'same-origin';
    let answer = await this.#ask(first, navigating(from), form && formBody(form));
    for (;;) {
      const { location } = answer.headers;
      if (location === undefined) return { ...answer, trail, redirects: trail.length - 1 };
      const url = new URL(location, answer.url);
      if (url.origin !== answer.url.origin) from = 'cross-site';
      trail.push(url);
      if (trail.length - 1 > mostRedirects) throw new Error(`this goes round:\n${show(trail)}`);
      if (stopAt?.(url)) {
        return { url, status: 0, headers: {}, body: '', trail, redirects: trail.length - 1 };
      }
      answer = await this.#ask(url, navigating(from));
    }
  }

  /** A script's `fetch` of the site's own. */
  fetch(path: string): Promise<Answer> {
    return this.#ask(new URL(path, this.#site), scripting);
  }

  /** A script's POST to the site, with the body's hash as CloudFront asks for it. */
  post(path: string): Promise<Answer> {
    return this.#ask(new URL(path, this.#site), scripting, { type: 'text/plain', content: '' });
  }

  /** A cookie of the site's, or of another origin that has set one. */
  cookie(name: string): string | undefined {
    return [...this.#cookies.values()].find((cookie) => cookie.name === name)?.value;
  }

  /** Names of the site's cookies. */
  get cookieNames(): string[] {
    return [...this.#cookies.values()]
      .filter(({ origin }) => origin === this.#site)
      .map(({ name }) => name)
      .sort();
  }

  /** Puts a cookie of the site's in its place, or takes it away. */
  setCookie(name: string, value: string | null, path = '/'): void {
    const key = [this.#site, path, name].join(' ');
    if (value === null) this.#cookies.delete(key);
    else this.#cookies.set(key, { name, value, origin: this.#site, path });
  }

  /** Takes away the cookies of every origin but the site's. */
  forgetOthers(): void {
    for (const [key, { origin }] of this.#cookies) {
      if (origin !== this.#site) this.#cookies.delete(key);
    }
  }

  async #ask(url: URL, headers: Record<string, string>, body?: Body): Promise<Answer> {
    const cookie = [...this.#cookies.values()]
      .filter(({ origin, path }) => origin === url.origin && isUnder(url.pathname, path))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
    const answer = await send(url, { ...headers, ...(cookie && { cookie }) }, body);
    for (const line of answer.headers['set-cookie'] ?? []) this.#keep(url, line);
    return answer;
  }

  #keep({ origin }: URL, line: string): void {
    const [pair = '', ...attributes] = line.split(/; */);
    const at = pair.indexOf('=');
    const name = pair.slice(0, at);
    const path = attributes.find((one) => /^path=/i.test(one))?.slice(5) ?? '/';
    const key = [origin, path, name].join(' ');
    const isGone = attributes.some((one) => /^(max-age=0|expires=Thu, 01 Jan 1970.*)$/i.test(one));
    if (isGone) this.#cookies.delete(key);
    else this.#cookies.set(key, { name, value: pair.slice(at + 1), origin, path });
  }
}

interface Body {
  readonly type: string;
  readonly content: string;
}

const scripting = {
  accept: 'application/json',
  'sec-fetch-mode': 'cors',
  'sec-fetch-site': 'same-origin',
};

function navigating(from: string): Record<string, string> {
  return { accept: 'text/html', 'sec-fetch-mode': 'navigate', 'sec-fetch-site': from };
}

function formBody(form: Readonly<Record<string, string>>): Body {
  const content = new URLSearchParams(form).toString();
  return { type: 'application/x-www-form-urlencoded', content };
}

function send(url: URL, headers: Record<string, string>, body?: Body): Promise<Answer> {
  const all = {
    ...headers,
    host: url.host,
    ...(body && {
      'content-type': body.type,
      'content-length': String(Buffer.byteLength(body.content)),
      'x-amz-content-sha256': createHash('sha256').update(body.content).digest('hex'),
    }),
  };
  return new Promise((resolve) => {
    const broken = () => {
      resolve({ url, status: 0, headers: {}, body: '' });
    };
    // Wherever the resolver thinks that localhost is, the system listens there.
    const options = { method: body ? 'POST' : 'GET', host: '127.0.0.1', headers: all };
    request(url, options, (response) => {
      text(response).then((content) => {
        const { statusCode: status = 0, headers: received } = response;
        resolve({ url, status, headers: received, body: content });
      }, broken);
    })
      .on('error', broken)
      .end(body?.content);
  });
}

/** RFC 6265bis, section 5.1.4. */
function isUnder(asked: string, path: string): boolean {
  return asked === path || asked.startsWith(path.endsWith('/') ? path : `${path}/`);
}

function show(trail: readonly URL[]): string {
  return trail.map(({ origin, pathname }) => origin + pathname).join('\n');
}
