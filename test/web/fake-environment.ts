import { webcrypto } from 'node:crypto';
import type { Channel, Environment, StorageLike } from '../../web/client/environment.ts';

export const origin = 'https://site.example';

/** What one `fetch` was asked for. */
export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: string;
}

export type Answerer = (request: Sent) => Response | Promise<Response>;

/** A browser tab without a browser: records what was sent and where it went. */
export interface FakeTab extends Environment {
  readonly sent: Sent[];
  readonly visited: string[];
  readonly replaced: string[];
  readonly stored: Map<string, string>;
}

export interface FakeTabOptions {
  readonly page?: string;
  readonly answer?: Answerer;
  readonly openChannel?: Environment['openChannel'];
  readonly stored?: Map<string, string>;
  readonly withoutCrypto?: boolean;
  readonly now?: number;
}

export function fakeTab(options: FakeTabOptions = {}): FakeTab {
  const sent: Sent[] = [];
  const visited: string[] = [];
  const replaced: string[] = [];
  const stored = options.stored ?? new Map<string, string>();
  const answer = options.answer ?? (() => json(404, {}));
  return {
    sent,
    visited,
    replaced,
    stored,
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const { pathname, search, origin: to } = new URL(request.url);
      const path = (to === origin ? '' : to) + pathname + search;
      const asked = {
        method: request.method,
        path,
        headers: request.headers,
        body: await request.text(),
      };
      sent.push(asked);
      return answer(asked);
    },
    location: {
      href: options.page ?? `${origin}/`,
      assign: (url) => void visited.push(url),
      replace: (url) => void replaced.push(url),
    },
    sha256: options.withoutCrypto
      ? undefined
      : (bytes) => webcrypto.subtle.digest('SHA-256', bytes),
    storage: storageOf(stored),
    openChannel: options.openChannel,
    now: () => options.now ?? 0,
  };
}

function storageOf(stored: Map<string, string>): StorageLike {
  return {
    getItem: (key) => stored.get(key) ?? null,
    setItem: (key, value) => void stored.set(key, value),
    removeItem: (key) => void stored.delete(key),
  };
}

export function json(
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  });
}

/** The gate's own 401. */
export function refusal(reason: string): Response {
  return json(401, { error: 'login_required', reason, login: '/_auth/login' });
}

export const aSession = {
  sub: 'f3c1',
  groups: ['admins'],
  exp: 1_700_001_800,
  iat: 1_700_000_000,
};

/** A line that joins tabs at once, as `BroadcastChannel` does: everyone hears but the speaker. */
export function fakeLine(): { open: (name: string) => Channel; said: string[]; names: string[] } {
  const ends: ((message: unknown) => void)[][] = [];
  const said: string[] = [];
  const names: string[] = [];
  return {
    said,
    names,
    open: (name) => {
      const own: ((message: unknown) => void)[] = [];
      ends.push(own);
      names.push(name);
      return {
        post: (message) => {
          said.push(message);
          for (const end of ends) if (end !== own) end.forEach((listener) => listener(message));
        },
        listen: (listener) => void own.push(listener),
      };
    },
  };
}
