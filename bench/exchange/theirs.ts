/** Requests to a Lambda@Edge function by cognito-at-edge, as CloudFront hands them on. */
import { localClientId, type LocalSystem } from '../../local/system.ts';
import type { Browser } from '../../test/browser/browser.ts';
import type { Tokens } from '../token-cookies.ts';
import { codeFor, signedInBrowser, theirAuthorizeUrl, theirHost } from './world.ts';

export interface Result {
  readonly status?: string;
  readonly headers?: Readonly<Record<string, readonly { readonly value: string }[]>>;
}

function eventOf(uri: string, querystring: string, cookie?: string): object {
  const headers = {
    host: [{ key: 'Host', value: theirHost }],
    ...(cookie !== undefined && { cookie: [{ key: 'Cookie', value: cookie }] }),
  };
  const config = { distributionId: 'EDFDVBD6EXAMPLE', eventType: 'viewer-request' };
  const request = { method: 'GET', clientIp: '127.0.0.1', uri, querystring, headers };
  return { Records: [{ cf: { config, request } }] };
}

/** Callbacks with new codes. */
export async function theirCallbacks(
  system: LocalSystem,
  browser: Browser,
  count: number,
): Promise<object[]> {
  const events: object[] = [];
  for (let i = 0; i < count; i++) {
    const { pathname, search } = await codeFor(browser, theirAuthorizeUrl(system));
    events.push(eventOf(pathname, search.slice(1)));
  }
  return events;
}

/** What Cognito gives for a code. */
async function redeem({ port }: LocalSystem, code: string): Promise<Tokens> {
  const answer = await fetch(`http://127.0.0.1:${port}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: localClientId,
      redirect_uri: `https://${theirHost}`,
      code,
    }),
  });
  if (!answer.ok) throw new Error(`Cognito answered ${answer.status} to a code`);
  return (await answer.json()) as Tokens;
}

const hours = 3_600_000;

/** The tokens of somebody who signed in two hours ago: the ID token has expired. */
export async function oldTokens(system: LocalSystem): Promise<Tokens> {
  const { cognito } = system.clocks;
  cognito.offset -= 2 * hours;
  try {
    const browser = await signedInBrowser(system);
    const url = await codeFor(browser, theirAuthorizeUrl(system));
    return await redeem(system, url.searchParams.get('code') ?? '');
  } finally {
    cognito.offset += 2 * hours;
  }
}

/** A page that somebody asks for whose ID token has expired. */
export const theirRefresh = (cookies: readonly string[]) =>
  eventOf('/app/', '', cookies.join('; '));

/** @throws Error for anything but the redirect that sets new cookies */
export function checkTheirs(results: readonly Result[]): void {
  for (const { status, headers } of results) {
    if (status !== '302' || (headers?.['set-cookie']?.length ?? 0) < 3) {
      const where = headers?.['location']?.[0]?.value ?? '';
      throw new Error(`cognito-at-edge answered ${status ?? 'nothing'} ${where}`);
    }
  }
}
