import type { LambdaFunctionURLResult } from 'aws-lambda';
import { pageHeaders, type Theme } from './pages/index.ts';

/** What an endpoint answers, and what the log says of it. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
  readonly body?: string;
  /** Seconds that whoever gets it may keep it; by default nothing is kept. */
  readonly keptFor?: number;
  /** In a word or two, for the log. */
  readonly outcome: string;
  /** For the log as well; never a token, a key or a secret. */
  readonly details?: Readonly<Record<string, string | number | undefined>>;
}

/** What a reply carries besides its content. */
export type More = Pick<Reply, 'cookies' | 'headers' | 'details'>;

export function redirect(location: string, outcome: string, more: More = {}): Reply {
  return { status: 302, outcome, ...more, headers: { ...more.headers, location } };
}

export function json(status: number, value: unknown, outcome: string, more: More = {}): Reply {
  return content(status, 'application/json', JSON.stringify(value), outcome, more);
}

/** A style sheet: the same for everybody. */
export function css(body: string, keptFor: number, outcome: string): Reply {
  return { ...content(200, 'text/css; charset=utf-8', body, outcome, {}), keptFor };
}

export function html(status: number, body: string, outcome: string, more: More = {}): Reply {
  return content(status, 'text/html; charset=utf-8', body, outcome, more);
}

function content(status: number, type: string, body: string, outcome: string, more: More): Reply {
  return { status, outcome, ...more, headers: { ...more.headers, 'content-type': type }, body };
}

/** CloudFront adds a `retry-after` where there is none, and a redirect is to wait for no one. */
const followAtOnce = { 'retry-after': '0' };

function isRedirect({ status }: Reply): boolean {
  return status >= 300 && status < 400;
}

/** The reply as a function URL sends it (payload format 2.0), with what every answer carries. */
export function toResult(reply: Reply, theme: Theme): LambdaFunctionURLResult {
  return {
    statusCode: reply.status,
    headers: {
      ...(isRedirect(reply) && followAtOnce),
      ...reply.headers,
      ...pageHeaders(theme),
      ...(reply.keptFor !== undefined && { 'cache-control': `public, max-age=${reply.keptFor}` }),
    },
    cookies: [...(reply.cookies ?? [])],
    body: reply.body ?? '',
  };
}
