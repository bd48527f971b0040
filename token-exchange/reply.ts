import type { LambdaFunctionURLResult } from 'aws-lambda';
import { contentSecurityPolicy, type Theme } from './pages/index.ts';

/** What an endpoint answers, and what the log says of it. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[];
  readonly body?: string;
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

export function html(status: number, body: string, outcome: string, more: More = {}): Reply {
  return content(status, 'text/html; charset=utf-8', body, outcome, more);
}

function content(status: number, type: string, body: string, outcome: string, more: More): Reply {
  return { status, outcome, ...more, headers: { ...more.headers, 'content-type': type }, body };
}

/** The reply as a function URL sends it (payload format 2.0), with what every answer carries. */
export function toResult(reply: Reply, theme: Theme): LambdaFunctionURLResult {
  return {
    statusCode: reply.status,
    headers: {
      ...reply.headers,
      'cache-control': 'private, no-store',
      'content-security-policy': contentSecurityPolicy(theme),
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    },
    cookies: [...(reply.cookies ?? [])],
    body: reply.body ?? '',
  };
}
