import { createHash, randomBytes } from 'node:crypto';
import { alice, basic, callback, tokenRequest, web, type Stack, type TokenSet } from './support.ts';

interface Cookie {
  readonly value: string;
  readonly path: string;
}

/** As much of a browser as managed login needs: cookies by path, redirects, forms. */
export class Browser {
  readonly #stack: Stack;
  readonly #cookies = new Map<string, Cookie>();

  constructor(stack: Stack) {
    this.#stack = stack;
  }

  /** Follows redirects until a page of Cognito's, or until they lead elsewhere. */
  async visit(url: string, init: RequestInit = {}): Promise<Visit> {
    const target = new URL(url, this.#stack.origin);
    if (target.origin !== this.#stack.origin) return { url: target, status: 0, body: '' };
    const response = await fetch(target, {
      ...init,
      redirect: 'manual',
      headers: { cookie: this.#header(target.pathname) },
    });
    this.#keep(response.headers.getSetCookie());
    const location = response.headers.get('location');
    if (response.status === 302 && location !== null) {
      return this.visit(new URL(location, target).href);
    }
    return { url: target, status: response.status, body: await response.text() };
  }

  submit(page: Visit, fields: Record<string, string>): Promise<Visit> {
    return this.visit(page.url.href, { method: 'POST', body: new URLSearchParams(fields) });
  }

  #header(path: string): string {
    return [...this.#cookies]
      .filter(([, cookie]) => path === cookie.path || path.startsWith(withSlash(cookie.path)))
      .map(([key, cookie]) => `${key.split(' ')[0] ?? ''}=${cookie.value}`)
      .join('; ');
  }

  #keep(lines: readonly string[]): void {
    for (const line of lines) {
      const [pair = '', ...attributes] = line.split(/; */);
      const [name = '', value = ''] = pair.split('=');
      const path = attributes.find((text) => /^path=/i.test(text))?.slice(5) ?? '/';
      const expired = attributes.some((text) => /^expires=Thu, 01 Jan 1970/i.test(text));
      if (expired) this.#cookies.delete(`${name} ${path}`);
      else this.#cookies.set(`${name} ${path}`, { value, path });
    }
  }
}

function withSlash(path: string): string {
  return path.endsWith('/') ? path : `${path}/`;
}

export interface Visit {
  readonly url: URL;
  /** 0 when the browser was sent away from Cognito. */
  readonly status: number;
  readonly body: string;
}

export const verifier = randomBytes(32).toString('base64url');

/** An authorization request with state, nonce and PKCE; `undefined` leaves a parameter out. */
export function authorizeUrl(parameters: Record<string, string | undefined> = {}): string {
  const query = new URLSearchParams();
  const all: Record<string, string | undefined> = {
    response_type: 'code',
    client_id: web.clientId,
    redirect_uri: callback,
    scope: 'openid email',
    state: 'the-state',
    nonce: 'the-nonce',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...parameters,
  };
  for (const [name, value] of Object.entries(all)) if (value !== undefined) query.set(name, value);
  return `/oauth2/authorize?${query.toString()}`;
}

/** Fills in the form; the result is where that led. */
export async function signIn(
  browser: Browser,
  user: { username: string; password: string } = alice,
  parameters: Record<string, string | undefined> = {},
): Promise<Visit> {
  const page = await browser.visit(authorizeUrl(parameters));
  return browser.submit(page, { username: user.username, password: user.password });
}

export function codeOf(visit: Visit): string {
  const code = visit.url.searchParams.get('code');
  if (code === null) throw new Error(`no code in ${visit.url.href}`);
  return code;
}

export function exchange(
  stack: Stack,
  code: string,
  changes: Record<string, string> = {},
): Promise<Response> {
  const form = {
    grant_type: 'authorization_code',
    code,
    redirect_uri: callback,
    code_verifier: verifier,
    ...changes,
  };
  return tokenRequest(stack, form, basic(web));
}

/** The tokens of a new sign-in. */
export async function tokensFor(
  stack: Stack,
  user: { username: string; password: string } = alice,
  browser = new Browser(stack),
): Promise<TokenSet> {
  const response = await exchange(stack, codeOf(await signIn(browser, user)));
  if (response.status !== 200) throw new Error(`exchange: ${await response.text()}`);
  return (await response.json()) as TokenSet;
}
