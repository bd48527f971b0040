/** What became of a request, in a word or two, and what people do with what they are shown. */
import { demoUsers } from '../../local/demo.ts';
import { refreshCookie, sessionCookie } from '../../session/names.ts';
import type { Answer, Browser, Visit } from '../browser/browser.ts';

/** A page that only a session opens, and one that is open to everyone. */
export const page = '/app/';
export const publicPage = '/';
export const data = '/app/data/report.json';

const isAtCognito = ({ hostname }: URL) => hostname === '127.0.0.1';

/**
 * `503 page` and `503 JSON` are those that say when to come back, in the asker's language; other
 * answers of the site are their status and, from 400 on, their type.
 */
export function outcomeOf({ url, status, headers, body }: Answer): string {
  if (isAtCognito(url)) return atCognito(status, body);
  if (status === 200 && url.pathname === '/_auth/logout') return 'signed out';
  if (status < 400) return String(status);
  const kind = kindOf(headers['content-type'] ?? '', body);
  const saysWhen = ![429, 503].includes(status) || Number(headers['retry-after']) > 0;
  return `${status} ${kind}${saysWhen ? '' : ', not when to come back'}`;
}

function atCognito(status: number, body: string): string {
  if (status === 0) return 'at Cognito, which is down';
  return body.includes('name="password"') ? 'form' : `at Cognito, ${status}`;
}

function kindOf(type: string, body: string): string {
  if (type.startsWith('text/html')) return /<h1[ >]/.test(body) ? 'page' : 'page without heading';
  if (!type.startsWith('application/json')) return type;
  return 'error' in (JSON.parse(body) as object) ? 'JSON' : 'JSON without error';
}

export type Demo = 'ada' | 'grace';

/** Fills in Cognito's form where a visit has led to it; otherwise leaves it at that. */
export async function fillIn(
  browser: Browser,
  visit: Visit,
  username: Demo = 'grace',
  stopAt?: (url: URL) => boolean,
): Promise<Visit> {
  if (outcomeOf(visit) !== 'form') return visit;
  const password = demoUsers.find((user) => user.username === username)?.password ?? '';
  return browser.open(visit.url, { form: { username, password }, ...(stopAt && { stopAt }) });
}

/** Goes to a page and signs in on the way: `in` when that leads to the page. */
export async function signIn(browser: Browser, who?: Demo): Promise<string> {
  const visit = await fillIn(browser, await browser.open(page), who);
  return visit.status === 200 && visit.url.pathname === page ? 'in' : outcomeOf(visit);
}

/** As far as Cognito's answer, which is then kept for later. */
export async function signInUpToCallback(browser: Browser): Promise<URL> {
  const isCallback = ({ pathname }: URL) => pathname === '/_auth/callback';
  const visit = await fillIn(browser, await browser.open(page), undefined, isCallback);
  if (!isCallback(visit.url)) throw new Error(`no callback: ${outcomeOf(visit)}`);
  return visit.url;
}

/** Ends the session by the link: `signed out`, and what of it the browser still has. */
export async function signOut(browser: Browser, stopAt?: (url: URL) => boolean): Promise<string> {
  const outcome = outcomeOf(await browser.open('/_auth/logout', stopAt && { stopAt }));
  const left = [sessionCookie, refreshCookie].filter((name) => browser.cookieNames.includes(name));
  return left.length === 0 ? outcome : `${outcome}, cookies kept`;
}
