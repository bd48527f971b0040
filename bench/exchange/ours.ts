/** Requests to our token exchange, as the function URL hands them on. */
import type { LambdaFunctionURLEvent } from 'aws-lambda';
import { hostHeader, verdictHeader } from '../../session/names.ts';
import type { Verdict } from '../../session/reasons.ts';
import type { LocalSystem } from '../../local/system.ts';
import type { Browser } from '../../test/browser/browser.ts';
import type { LambdaProcess } from './lambda-process.ts';
import { codeFor } from './world.ts';

/** As much of a function URL's result as is looked at. */
export interface Result {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
  readonly body?: string;
}

interface Asked {
  readonly method?: string;
  readonly path: string;
  readonly query?: string;
  readonly cookies?: readonly string[];
  readonly verdict: Verdict;
}

let lastRequest = 0;

function eventOf({ port }: LocalSystem, asked: Asked): LambdaFunctionURLEvent {
  const { method = 'GET', path, query = '', cookies = [], verdict } = asked;
  const domainName = 'abc.lambda-url.eu-west-1.on.aws';
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: query,
    cookies: [...cookies],
    headers: {
      host: domainName,
      accept: 'text/html',
      'sec-fetch-mode': method === 'GET' ? 'navigate' : 'cors',
      'sec-fetch-site': 'same-origin',
      [hostHeader]: `localhost:${port}`,
      [verdictHeader]: verdict,
    },
    requestContext: {
      accountId: 'anonymous',
      apiId: 'abc',
      domainName,
      domainPrefix: 'abc',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'bench' },
      requestId: `request-${++lastRequest}`,
      routeKey: '$default',
      stage: '$default',
      time: '2026-01-01T00:00:00Z',
      timeEpoch: 0,
    },
    isBase64Encoded: false,
  };
}

const pairOf = (setCookie: string) => setCookie.split(';')[0] ?? '';

/** The cookies that an answer leaves in the browser. */
export const cookiesOf = ({ cookies = [] }: Result): string[] =>
  cookies.filter((cookie) => !/Max-Age=0\b/.test(cookie)).map(pairOf);

/** Callbacks of sign-ins that the Lambda itself has begun. */
export async function ourCallbacks(
  system: LocalSystem,
  browser: Browser,
  lambda: LambdaProcess,
  count: number,
): Promise<LambdaFunctionURLEvent[]> {
  const login = { path: '/_auth/login', query: 'return_to=%2Fapp%2F', verdict: 'none' } as const;
  const logins = Array.from({ length: count }, () => eventOf(system, login));
  const { results } = await lambda.run<Result>(logins);
  const events: LambdaFunctionURLEvent[] = [];
  for (const begun of results) {
    const url = await codeFor(browser, begun.headers['location'] ?? '');
    const { pathname: path, search } = url;
    const cookies = cookiesOf(begun);
    events.push(eventOf(system, { path, query: search.slice(1), cookies, verdict: 'none' }));
  }
  return events;
}

/** The refresh of an expired session, whose MAC the edge has found good. */
export const ourRefresh = (system: LocalSystem, cookies: readonly string[]) =>
  eventOf(system, { method: 'POST', path: '/_auth/refresh', cookies, verdict: 'expired' });

/** @throws Error for anything but what a callback or a refresh answers when all is well */
export function checkOurs(results: readonly Result[], status: number): void {
  for (const result of results) {
    if (result.statusCode !== status || cookiesOf(result).length === 0) {
      throw new Error(`our token exchange answered ${result.statusCode}: ${result.body ?? ''}`);
    }
  }
}
