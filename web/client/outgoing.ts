import { contentHash, contentHashHeader } from './content-hash.ts';
import type { Environment, FetchInit, FetchInput } from './environment.ts';

/** A request that is ready to go, perhaps more than once. */
export interface Outgoing {
  readonly sameOrigin: boolean;
  /** Whether `send` may be called again: not when the body is a stream, which is gone once sent. */
  readonly replayable: boolean;
  readonly send: () => Promise<Response>;
}

/**
 * Makes a request ready. One to this origin that may have a body gets the body's hash, unless the
 * caller has set it; for that the body is held in memory, and so it can be sent again.
 */
export async function outgoing(
  environment: Environment,
  input: FetchInput,
  init: FetchInit,
): Promise<Outgoing> {
  const page = environment.location.href;
  const request = new Request(input instanceof Request ? input : new URL(input, page), init);
  const sameOrigin = new URL(request.url).origin === new URL(page).origin;
  if (!sameOrigin || isStream(init?.body)) {
    return { sameOrigin, replayable: false, send: () => environment.fetch(request) };
  }
  if (request.method === 'GET' || request.method === 'HEAD') {
    return { sameOrigin, replayable: true, send: () => environment.fetch(request.clone()) };
  }
  const body = await request.clone().arrayBuffer();
  const headers = new Headers(request.headers);
  if (!headers.has(contentHashHeader)) {
    headers.set(contentHashHeader, await contentHash(environment, body));
  }
  return {
    sameOrigin,
    replayable: true,
    send: () => environment.fetch(new Request(request, { headers, body })),
  };
}

function isStream(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'getReader' in body;
}
