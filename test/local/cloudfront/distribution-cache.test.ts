import { describe, expect, test } from '@jest/globals';
import type { Behavior, DistributionConfig } from '../../../local/cloudfront/distribution.ts';
import { cachingDisabled } from '../../../local/cloudfront/policies.ts';
import type { HttpRequest, HttpResponse } from '../../../local/http.ts';
import { createClock, distribution, edge, ok, recordingOrigin } from './support.ts';

const cachePolicy = { ...cachingDisabled, defaultTtl: 60, maxTtl: 3600 };

function cached(
  answer: (request: HttpRequest) => HttpResponse | Error,
  behavior: Partial<Behavior> = {},
  config: Partial<DistributionConfig> = {},
) {
  const clock = createClock();
  const { origin, requests } = recordingOrigin(answer);
  const made = distribution(origin, { cachePolicy, ...behavior }, { now: clock.now, ...config });
  return { ...made, requests, clock };
}

describe('successes', () => {
  test('are kept, with their age', async () => {
    const { ask, requests, clock } = cached(() => ok);
    expect((await ask('/a')).xCache).toBe('Miss');
    clock.advance(59);
    const hit = await ask('/a?ignored', { headers: { cookie: 'ignored=1' } });
    expect(hit).toMatchObject({ status: 200, text: 'hello', xCache: 'Hit' });
    expect(hit.headers['age']).toBe('59');
    expect(requests).toHaveLength(1);
    expect((await ask('/b')).xCache).toBe('Miss');
  });

  test('are asked for again when they have expired', async () => {
    const { ask, requests, clock } = cached((request) =>
      request.headers['if-none-match'] === '"v1"' ? { status: 304, headers: {}, body: '' } : ok,
    );
    await ask('/a');
    clock.advance(60);
    const refreshed = await ask('/a');
    expect(refreshed).toMatchObject({ status: 200, text: 'hello', xCache: 'RefreshHit' });
    clock.advance(59);
    expect((await ask('/a')).xCache).toBe('Hit');
    expect(requests).toHaveLength(2);
  });

  test('are replaced when they have changed', async () => {
    let version = 1;
    const { ask, clock } = cached(() => ({
      ...ok,
      headers: { etag: `"v${version}"` },
      body: `${version}`,
    }));
    await ask('/a');
    version = 2;
    clock.advance(60);
    expect(await ask('/a')).toMatchObject({ text: '2', xCache: 'Miss' });
    expect(await ask('/a')).toMatchObject({ text: '2', xCache: 'Hit' });
  });

  test.each(['no-store', 'private', 'no-cache', 'max-age=0'])(
    'with %s are never reused',
    async (value) => {
      const { ask, requests } = cached(() => ({ ...ok, headers: { 'cache-control': value } }));
      await ask('/a');
      expect((await ask('/a')).xCache).toBe('Miss');
      expect(requests).toHaveLength(2);
    },
  );

  test('stand in for an origin that fails', async () => {
    let down = false;
    const { ask, requests, clock } = cached(() => (down ? { ...ok, status: 503 } : ok));
    await ask('/a');
    down = true;
    clock.advance(60);
    expect(await ask('/a')).toMatchObject({ status: 200, text: 'hello' });
    clock.advance(9);
    await ask('/a');
    expect(requests).toHaveLength(2);
    clock.advance(1);
    await ask('/a');
    expect(requests).toHaveLength(3);
  });

  test('are kept under the path that a function wrote', async () => {
    const viewerRequest = await edge("event.request.uri = '/same'; return event.request;");
    const { ask, requests } = cached(() => ok, { functionAssociation: { viewerRequest } });
    await ask('/a');
    expect((await ask('/b')).xCache).toBe('Hit');
    expect(requests.map(({ url }) => url)).toEqual(['/same']);
  });

  test('of other methods are not', async () => {
    const { ask, requests } = cached(() => ok);
    await ask('/a', { method: 'POST' });
    await ask('/a', { method: 'POST' });
    expect(requests).toHaveLength(2);
  });

  test('of GET answer HEAD; of HEAD do not answer GET', async () => {
    const { ask, requests } = cached(() => ok);
    await ask('/a', { method: 'HEAD' });
    expect(await ask('/a')).toMatchObject({ text: 'hello', xCache: 'Miss' });
    expect(await ask('/a', { method: 'HEAD' })).toMatchObject({ text: '', xCache: 'Hit' });
    expect(requests.map(({ method }) => method)).toEqual(['HEAD', 'GET']);
  });

  test('go when they are invalidated', async () => {
    const { ask, running } = cached(() => ok);
    await ask('/a');
    running.invalidate();
    expect((await ask('/a')).xCache).toBe('Miss');
  });

  test('are not kept where caching is off', async () => {
    const { ask, requests } = cached(() => ok, { cachePolicy: cachingDisabled });
    await ask('/a');
    await ask('/a');
    expect(requests).toHaveLength(2);
  });

  test('what a function answers is not kept, and runs for every hit', async () => {
    const viewerRequest = await edge(
      "return event.request.cookies.in ? event.request : { statusCode: 401, body: 'no' };",
    );
    const { ask, requests } = cached(() => ok, { functionAssociation: { viewerRequest } });
    const signedIn = { headers: { cookie: 'in=1' } };
    expect((await ask('/a', signedIn)).xCache).toBe('Miss');
    expect((await ask('/a')).status).toBe(401);
    expect((await ask('/a', signedIn)).xCache).toBe('Hit');
    expect(requests).toHaveLength(1);
  });
});

describe("the viewer's own conditions", () => {
  test('are answered from the cache', async () => {
    const { ask, requests } = cached(() => ok);
    const condition = { headers: { 'if-none-match': '"v1"' } };
    expect(await ask('/a', condition)).toMatchObject({ status: 304, text: '', xCache: 'Miss' });
    expect(await ask('/a', condition)).toMatchObject({ status: 304, text: '', xCache: 'Hit' });
    expect(await ask('/a', { headers: { 'if-none-match': '"v0"' } })).toMatchObject({
      status: 200,
    });
    expect(requests).toHaveLength(1);
    expect(requests[0]?.headers).not.toHaveProperty('if-none-match');
  });

  test('ranges are cut from the whole object', async () => {
    const { ask, requests } = cached(() => ok);
    const range = (value: string, more = {}) => ask('/a', { headers: { range: value, ...more } });
    const part = await range('bytes=1-2');
    expect(part).toMatchObject({ status: 206, text: 'el' });
    expect(part.headers).toMatchObject({ 'content-range': 'bytes 1-2/5', 'content-length': '2' });
    expect(await range('bytes=9-')).toMatchObject({ status: 416, xCache: 'Error' });
    expect(await range('bytes=1-2', { 'if-range': '"v0"' })).toMatchObject({ status: 200 });
    expect(await range('bytes=1-2', { 'if-range': '"v1"' })).toMatchObject({ status: 206 });
    expect(requests).toHaveLength(1);
    expect(requests[0]?.headers).not.toHaveProperty('range');
  });

  test('go to the origin where caching is off', async () => {
    const { ask, requests } = cached(() => ({ ...ok, status: 206 }), {
      cachePolicy: cachingDisabled,
    });
    expect((await ask('/a', { headers: { range: 'bytes=0-1' } })).status).toBe(206);
    expect(requests[0]?.headers['range']).toBe('bytes=0-1');
  });
});

describe('errors', () => {
  const failing = (status: number, headers: Record<string, string> = {}) =>
    cached(() => ({ status, headers, body: 'sorry' }), { cachePolicy: cachingDisabled });

  test('are kept for ten seconds, even where caching is off', async () => {
    const { ask, requests, clock } = failing(503, { 'cache-control': 'private, no-store' });
    expect(await ask('/a')).toMatchObject({ status: 503, xCache: 'Error' });
    clock.advance(9);
    expect(await ask('/a')).toMatchObject({ status: 503, text: 'sorry', xCache: 'Error' });
    expect(requests).toHaveLength(1);
    clock.advance(1);
    await ask('/a');
    expect(requests).toHaveLength(2);
  });

  test.each([401, 403, 409, 429])('%i is not', async (status) => {
    const { ask, requests } = failing(status);
    await ask('/a');
    await ask('/a');
    expect(requests).toHaveLength(2);
  });

  test('of an origin that is down are kept too', async () => {
    const { ask, requests } = cached(() => new Error('refused'));
    await ask('/a');
    expect(await ask('/a')).toMatchObject({ status: 502 });
    expect(requests).toHaveLength(1);
  });

  test('are not kept with a minimum of 0', async () => {
    const { ask, requests } = cached(() => ({ ...ok, status: 500 }), {}, { errorCachingMinTtl: 0 });
    await ask('/a');
    await ask('/a');
    expect(requests).toHaveLength(2);
  });

  test('have their own minimum by status', async () => {
    const customErrorResponses = [{ errorCode: 404, errorCachingMinTtl: 100 }];
    const { ask, requests, clock } = cached(
      () => ({ ...ok, status: 404 }),
      {},
      { customErrorResponses },
    );
    await ask('/a');
    clock.advance(99);
    await ask('/a');
    expect(requests).toHaveLength(1);
  });

  test('can have a page and another status', async () => {
    const customErrorResponses = [
      { errorCode: 403, responseCode: 200, responsePagePath: '/index.html' },
      { errorCode: 404, responseCode: 404, responsePagePath: '/missing.html' },
    ];
    const { ask } = cached(
      ({ url }) => {
        if (url === '/index.html') return { ...ok, body: 'app' };
        return { ...ok, status: url === '/a' ? 403 : 404, body: 'origin' };
      },
      {},
      { customErrorResponses },
    );
    expect(await ask('/a')).toMatchObject({ status: 200, text: 'app', xCache: 'Error' });
    expect(await ask('/b')).toMatchObject({ status: 404, text: 'origin', xCache: 'Error' });
  });
});
