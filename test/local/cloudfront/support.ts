import type { Behavior, DistributionConfig } from '../../../local/cloudfront/distribution.ts';
import { createDistribution, type Origin } from '../../../local/cloudfront/distribution.ts';
import { loadEdgeFunction, type EdgeStore } from '../../../local/cloudfront/edge-runtime.ts';
import type { EdgeFunction } from '../../../local/cloudfront/edge-runtime.ts';
import { cachingDisabled } from '../../../local/cloudfront/policies.ts';
import type { HttpRequest, HttpResponse } from '../../../local/http.ts';

export const start = Date.UTC(2026, 0, 2, 3, 4, 5);

/** A clock that stands still until it is moved. */
export function createClock() {
  let time = start;
  return {
    now: () => time,
    advance: (seconds: number) => {
      time += seconds * 1000;
    },
  };
}

export function storeOf(values: Record<string, string>): EdgeStore {
  return {
    get: (key) => {
      const value = values[key];
      return value === undefined
        ? Promise.reject(new Error(`Key not found: ${key}`))
        : Promise.resolve(value);
    },
    exists: (key) => Promise.resolve(Object.hasOwn(values, key)),
  };
}

/** A bundle whose handler has this body. */
export function bundle(body: string): string {
  return `import cf from 'cloudfront';\nimport crypto from 'crypto';\nasync function handler(event) { ${body} }\n`;
}

export function edge(body: string, values: Record<string, string> = {}): Promise<EdgeFunction> {
  return loadEdgeFunction({ code: bundle(body), store: storeOf(values), now: () => start });
}

/** An origin that records what it is asked. */
export function recordingOrigin(answer: (request: HttpRequest) => HttpResponse | Error) {
  const requests: HttpRequest[] = [];
  const origin = {
    kind: 'custom' as const,
    domainName: 'origin.example',
    handle: (request: HttpRequest) => {
      requests.push(request);
      const response = answer(request);
      return response instanceof Error ? Promise.reject(response) : Promise.resolve(response);
    },
  };
  return { origin, requests };
}

export const ok: HttpResponse = {
  status: 200,
  headers: { 'content-type': 'text/plain', etag: '"v1"' },
  body: 'hello',
};

const methods = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'POST', 'PATCH', 'DELETE'];

/** A distribution with one behaviour, and how to ask it. */
export function distribution(
  origin: Origin,
  behavior: Partial<Behavior> = {},
  config: Partial<DistributionConfig> = {},
) {
  const running = createDistribution({
    domainName: 'd111.cloudfront.net',
    distributionId: 'E111',
    scheme: 'https',
    origins: { main: origin },
    behaviors: [
      {
        pathPattern: '*',
        origin: 'main',
        allowedMethods: methods,
        cachePolicy: cachingDisabled,
        originRequestPolicy: 'none',
        ...behavior,
      },
    ],
    now: () => start,
    newId: () => 'request-1',
    ...config,
  });
  return { ...asker(running), running };
}

export function asker(running: ReturnType<typeof createDistribution>) {
  return {
    ask: async (url: string, more: Partial<Omit<HttpRequest, 'body'>> & { body?: string } = {}) => {
      const { method = 'GET', headers = {}, body = '' } = more;
      const sent = { host: 'www.example.com', ...headers };
      const request = { method, url, headers: sent, body: Buffer.from(body) };
      const response = await running.handle(request, { ip: '192.0.2.7' });
      return {
        ...response,
        text: String(response.body),
        xCache: String(response.headers['x-cache']).replace(' from cloudfront', ''),
      };
    },
  };
}
