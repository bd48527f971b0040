import { createHash, randomBytes } from 'node:crypto';
import { Browser as AnyBrowser, type Ask, type Visit } from '../../browser/browser.ts';
import { alice, basic, callback, tokenRequest, web, type Stack, type TokenSet } from './support.ts';

/** A browser that stays at Cognito: what leads elsewhere is not followed, and has status 0. */
export class Browser extends AnyBrowser {
  constructor(stack: Stack) {
    super(stack.origin);
  }

  visit(address: URL | string, ask: Ask = {}): Promise<Visit> {
    return this.open(address, { ...ask, stopAt: ({ origin }) => origin !== this.site });
  }

  override submit({ url }: Visit, form: Readonly<Record<string, string>>): Promise<Visit> {
    return this.visit(url, { form });
  }
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
