import type { Endpoint } from '../../session/names.ts';
import { readOauthError } from './answers.ts';
import { contentHash, contentHashHeader } from './content-hash.ts';
import type { Environment, FetchInit } from './environment.ts';
import { LatchkeyError } from './errors.ts';

/** One answer of an endpoint: a success, or the 401 that says that nobody is signed in. */
export interface Answer {
  readonly status: number;
  /** The parsed JSON; undefined where there is none. */
  readonly body: unknown;
}

/** Calls the auth endpoints. Every other answer than a success or a 401 is a `LatchkeyError`. */
export interface EndpointCaller {
  get(endpoint: Endpoint): Promise<Answer>;
  post(endpoint: Endpoint, form?: Readonly<Record<string, string>>): Promise<Answer>;
}

export function endpointCaller(environment: Environment, authPath: string): EndpointCaller {
  const call = async (endpoint: Endpoint, init: FetchInit): Promise<Answer> => {
    const response = await send(environment, `${authPath}/${endpoint}`, init);
    const body = await readJson(response);
    if (response.ok || response.status === 401) return { status: response.status, body };
    throw refusal(endpoint, response, body);
  };
  return {
    get: (endpoint) => call(endpoint, { headers: { accept: 'application/json' } }),
    post: async (endpoint, form) => {
      const body = form === undefined ? '' : new URLSearchParams({ ...form }).toString();
      const headers: Record<string, string> = {
        accept: 'application/json',
        [contentHashHeader]: await contentHash(environment, body),
      };
      if (form !== undefined) headers['content-type'] = 'application/x-www-form-urlencoded';
      return call(endpoint, { method: 'POST', headers, body });
    },
  };
}

async function send(environment: Environment, path: string, init: FetchInit): Promise<Response> {
  const url = new URL(path, environment.location.href).href;
  try {
    return await environment.fetch(url, init);
  } catch (cause) {
    throw new LatchkeyError('network', `No answer from ${path}.`, { cause });
  }
}

/** The JSON of an answer; undefined where it has none or a broken one. Leaves the answer unread. */
export async function readJson(response: Response): Promise<unknown> {
  const type = response.headers.get('content-type') ?? '';
  if (!/^application\/(?:[\w.-]+\+)?json\b/i.test(type)) return undefined;
  try {
    return await response.clone().json();
  } catch {
    return undefined;
  }
}

function refusal(endpoint: Endpoint, response: Response, body: unknown): LatchkeyError {
  const { status } = response;
  const oauthError = readOauthError(body);
  const retryAfter = Number(response.headers.get('retry-after') ?? NaN);
  const details = {
    status,
    ...(oauthError !== undefined && { oauthError }),
    ...(Number.isFinite(retryAfter) && { retryAfter }),
  };
  return status >= 500 || status === 429
    ? new LatchkeyError('unavailable', `${endpoint} cannot answer now (${status}).`, details)
    : new LatchkeyError('refused', `${endpoint} was refused (${status}).`, details);
}
