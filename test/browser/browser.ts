/**
 * As much of a browser as tests of sign-ins need, without the browser: cookies, fetch metadata,
 * redirects that are counted, one form. Cookies can be copied, planted and thrown away, which is
 * what those do who should not get in.
 */
import { sessionCookie } from '../../session/names.ts';
import { CookieJar } from './cookie-jar.ts';
import { send, type Answer } from './send.ts';

export type { Answer } from './send.ts';

/** More redirects in a row than this are a loop. */
export const mostRedirects = 8;

/** Where a navigation ended. */
export interface Visit extends Answer {
  readonly redirects: number;
  /** Every address on the way, the last one too. */
  readonly trail: readonly URL[];
}

export interface Ask {
  readonly method?: string;
  /** In place of those of a navigation or script. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The whole cookie header, in place of the cookies that are kept. */
  readonly cookie?: string;
  readonly body?: string;
  /** Makes it a POST of a form. */
  readonly form?: Readonly<Record<string, string>>;
}

export interface Open extends Ask {
  /** A redirect that leads there is not followed; `url` then is that address, and the status 0. */
  readonly stopAt?: (url: URL) => boolean;
}

/** What a browser says of a navigation. @param from `none`: typed in, or a bookmark */
export function navigating(from = 'none'): Record<string, string> {
  return { accept: 'text/html', 'sec-fetch-mode': 'navigate', 'sec-fetch-site': from };
}

/** What it says of a script's request, of the site's own. */
export const scripting = {
  accept: 'application/json',
  'sec-fetch-mode': 'cors',
  'sec-fetch-site': 'same-origin',
};

export class Browser {
  readonly site: string;
  readonly cookies: CookieJar;
  /** Every address that was asked for, in order. */
  readonly visited: URL[] = [];

  /** @param site origin of the site, to which paths belong */
  constructor(site: string, cookies = new CookieJar()) {
    this.site = site;
    this.cookies = cookies;
  }

  /** Opens an address as a person does, and follows it to its end. Throws where it goes round. */
  async open(address: URL | string, { stopAt, ...ask }: Open = {}): Promise<Visit> {
    let from = ask.form === undefined ? 'none' : 'same-origin';
    let answer = await this.ask(address, { headers: navigating(from), ...ask });
    const trail = [answer.url];
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
      answer = await this.ask(url, { headers: navigating(from) });
    }
  }

  /** Sends one request, as a navigation unless told otherwise, and keeps the cookies it brings. */
  async ask(address: URL | string, asked: Ask = {}): Promise<Answer> {
    const url = new URL(address, this.site);
    this.visited.push(url);
    const { form, headers = navigating() } = asked;
    const cookie = asked.cookie ?? this.cookies.header(url);
    const answer = await send(url, {
      method: asked.method ?? (form ? 'POST' : 'GET'),
      headers: {
        ...headers,
        ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
        ...(cookie && { cookie }),
      },
      body: form ? new URLSearchParams(form).toString() : asked.body,
    });
    this.cookies.keep(url, answer.headers['set-cookie'] ?? []);
    return answer;
  }

  /** A script's `fetch` of the site's own. */
  fetch(path: string, ask: Ask = {}): Promise<Answer> {
    return this.ask(path, { ...ask, headers: { ...scripting, ...ask.headers } });
  }

  post(path: string, ask: Ask = {}): Promise<Answer> {
    return this.fetch(path, { method: 'POST', ...ask });
  }

  /** Sends the form that a visit has led to. */
  submit({ url }: Answer, fields: Readonly<Record<string, string>>): Promise<Visit> {
    return this.open(url, { form: fields });
  }

  /** Somebody else with the same cookies. */
  copy(): Browser {
    return new Browser(this.site, this.cookies.copy());
  }

  /** A cookie of the site's, or of another origin that has set one. */
  cookie(name: string): string | undefined {
    return this.cookies.value(name);
  }

  /** The session token in the cookie; `''` without one. */
  get token(): string {
    return this.cookie(sessionCookie) ?? '';
  }

  /** Names of the site's cookies, sorted. */
  get cookieNames(): string[] {
    return this.cookies.names(this.site);
  }

  /** Puts a cookie of the site's in its place, or takes it away. */
  setCookie(name: string, value: string | null, path = '/'): void {
    const place = { name, origin: this.site, path };
    if (value === null) this.cookies.delete(place);
    else this.cookies.set({ ...place, value });
  }

  /** Throws away the site's cookies, or those of one name; Cognito's stay. */
  forget(name?: string): this {
    this.cookies.deleteWhere(
      (cookie) => cookie.origin === this.site && (name ?? cookie.name) === cookie.name,
    );
    return this;
  }

  /** Throws away the cookies of every origin but the site's. */
  forgetOthers(): void {
    this.cookies.deleteWhere(({ origin }) => origin !== this.site);
  }
}

function show(trail: readonly URL[]): string {
  return trail.map(({ origin, pathname }) => origin + pathname).join('\n');
}
