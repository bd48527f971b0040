import { describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import type { LambdaFunctionURLEvent } from 'aws-lambda';
import {
  createDistribution,
  type Behavior,
  type Diagnosis,
} from '../../../local/cloudfront/distribution.ts';
import { cachingDisabled, cachingOptimized } from '../../../local/cloudfront/policies.ts';
import { createBucket } from '../../../local/s3/bucket.ts';
import { asker, bundle, distribution, edge, ok, recordingOrigin, start } from './support.ts';

describe('behaviours', () => {
  const plain: Omit<Behavior, 'pathPattern' | 'origin'> = {
    allowedMethods: ['GET', 'HEAD'],
    cachePolicy: cachingDisabled,
    originRequestPolicy: 'none',
  };

  async function twoBehaviors() {
    const auth = recordingOrigin(() => ({ ...ok, body: 'auth' }));
    const site = recordingOrigin(() => ({ ...ok, body: 'site' }));
    const viewerRequest = await edge("event.request.uri = '/rewritten'; return event.request;");
    const running = createDistribution({
      domainName: 'd111.cloudfront.net',
      distributionId: 'E111',
      scheme: 'https',
      origins: { auth: auth.origin, site: site.origin },
      behaviors: [
        { ...plain, pathPattern: '/_auth/*', origin: 'auth' },
        { ...plain, pathPattern: '*', origin: 'site', functionAssociation: { viewerRequest } },
      ],
      now: () => start,
    });
    return { auth, site, ...asker(running) };
  }

  test.each([
    ['/_auth/login', 'auth'],
    ['/a/../_auth/login', 'auth'],
    ['//_auth/login', 'auth'],
    ['/%5fauth/login', 'auth'],
    ['/_AUTH/login', 'site'],
    ['/_auth', 'site'],
    ['/_auth%2Flogin', 'site'],
    ['/?/_auth/login', 'site'],
  ])('%s goes to %s', async (url, text) => {
    expect((await (await twoBehaviors()).ask(url)).text).toBe(text);
  });

  test('the origin gets the raw path', async () => {
    const { auth, ask } = await twoBehaviors();
    await ask('/a/../%5fauth//x');
    expect(auth.requests[0]?.url).toBe('/a/../%5fauth//x');
  });

  test('a rewritten path does not change the behaviour', async () => {
    const { site, auth, ask } = await twoBehaviors();
    await ask('/x');
    expect(site.requests[0]?.url).toBe('/rewritten');
    expect(auth.requests).toHaveLength(0);
  });

  test('another method is refused by CloudFront, before the function', async () => {
    const { site, ask } = await twoBehaviors();
    expect(await ask('/x', { method: 'POST' })).toMatchObject({ status: 403, xCache: 'Error' });
    expect(site.requests).toHaveLength(0);
  });

  test('a GET must not have a body', async () => {
    const { ask } = await twoBehaviors();
    expect((await ask('/x', { body: 'x' })).status).toBe(403);
  });

  test('a wrong configuration is told at once and in full', () => {
    const behaviors = [{ ...plain, pathPattern: '/a', origin: 'none' }];
    const config = { domainName: 'd', distributionId: 'E', scheme: 'https', origins: {} } as const;
    const create = () =>
      createDistribution({
        ...config,
        behaviors,
        now: () => start,
        customErrorResponses: [{ errorCode: 404, responseCode: 200 }],
      });
    expect(create).toThrow(
      'behavior /a: no origin is called none; ' +
        'the last behavior must have the path pattern *; ' +
        'error 404: responseCode and responsePagePath go together',
    );
  });
});

describe('viewer-request functions', () => {
  const withFunction = async (body: string, values?: Record<string, string>) => {
    const { origin, requests } = recordingOrigin(() => ok);
    const viewerRequest = await edge(body, values);
    const diagnoses: Diagnosis[] = [];
    const lines: string[] = [];
    const made = distribution(
      origin,
      {
        functionAssociation: { viewerRequest },
        originRequestPolicy: 'allViewerExceptHostHeader',
        responseHeadersPolicy: { set: { 'x-policy': 'yes' }, override: true },
      },
      { onDiagnosis: (one) => diagnoses.push(one), onLog: (line) => lines.push(line) },
    );
    return { ...made, requests, diagnoses, lines };
  };

  test('the event names request, viewer and distribution', async () => {
    const { ask } = await withFunction('return { statusCode: 200, body: JSON.stringify(event) };');
    const { text } = await ask('/a%20b?x=1', { headers: { cookie: 's=1', 'x-real-ip': 'x' } });
    expect(JSON.parse(text)).toEqual({
      version: '1.0',
      context: {
        distributionDomainName: 'd111.cloudfront.net',
        distributionId: 'E111',
        endpoint: 'd111.cloudfront.net',
        eventType: 'viewer-request',
        requestId: 'request-1',
      },
      viewer: { ip: '192.0.2.7' },
      request: {
        method: 'GET',
        uri: '/a%20b',
        querystring: { x: { value: '1' } },
        headers: { host: { value: 'www.example.com' } },
        cookies: { s: { value: '1' } },
      },
    });
  });

  test('a response ends the request; the headers policy does not cover it', async () => {
    const { ask, requests } = await withFunction(
      "return { statusCode: 302, headers: { location: { value: '/in' } }, cookies: { a: { value: '1', attributes: 'Secure' } } };",
    );
    const response = await ask('/');
    expect(response).toMatchObject({ status: 302, xCache: 'FunctionGeneratedResponse' });
    expect(response.headers).toMatchObject({ location: '/in', 'set-cookie': ['a=1; Secure'] });
    expect(response.headers).not.toHaveProperty('x-policy');
    expect(requests).toHaveLength(0);
  });

  test('HEAD gets no body of a generated response', async () => {
    const { ask } = await withFunction("return { statusCode: 200, body: 'four' };");
    const response = await ask('/', { method: 'HEAD' });
    expect(response.text).toBe('');
    expect(response.headers['content-length']).toBe('4');
  });

  test('a changed request goes on', async () => {
    const { ask, requests } = await withFunction(
      `
      var request = event.request;
      var sub = await cf.kvs().get('sub');
      delete request.cookies.session;
      request.headers['x-sub'] = { value: sub };
      request.uri = request.uri + 'index.html';
      return request;`,
      { sub: 'alice' },
    );
    await ask('/docs/?a=%20', {
      headers: { cookie: 'session=secret; theme=dark', 'x-sub': 'mallory' },
    });
    expect(requests[0]).toMatchObject({ url: '/docs/index.html?a=%20' });
    expect(requests[0]?.headers).toMatchObject({ 'x-sub': 'alice', cookie: 'theme=dark' });
  });

  test('a throw is 503, and the reason is not for viewers', async () => {
    const { ask, diagnoses, running } = await withFunction("throw new Error('boom');");
    const response = await ask('/');
    expect(response).toMatchObject({ status: 503, xCache: 'FunctionExecutionError' });
    expect(response.text).not.toContain('boom');
    expect(diagnoses).toMatchObject([
      { code: 'FunctionExecutionError', status: 503, requestId: 'request-1' },
    ]);
    expect(String(running.lastError?.cause)).toContain('boom');
  });

  test('a missing key that nobody caught is 503', async () => {
    const { ask } = await withFunction("var v = await cf.kvs().get('none'); return event.request;");
    expect(await ask('/')).toMatchObject({ status: 503, xCache: 'FunctionExecutionError' });
  });

  test.each([
    ['return undefined;', /neither/],
    ["event.request.method = 'POST'; return event.request;", /method/],
    ["event.request.headers['x-cache'] = { value: 'x' }; return event.request;", /x-cache/],
    ['delete event.request.headers.host; return event.request;', /host/],
    ["return { statusCode: 200, headers: { 'set-cookie': { value: 'a=b' } } };", /set-cookie/],
    ['return { statusCode: 1 };', /statusCode/],
  ])('%s is 502', async (body, reason) => {
    const { ask, requests, running } = await withFunction(body);
    expect(await ask('/')).toMatchObject({ status: 502, xCache: 'FunctionValidationError' });
    expect(running.lastError?.reason).toMatch(reason);
    expect(requests).toHaveLength(0);
  });

  test('what functions log is told', async () => {
    const { ask, lines } = await withFunction("console.log('seen'); return event.request;");
    await ask('/');
    expect(lines).toEqual(['seen']);
  });

  test('a URL that is too long never reaches the function', async () => {
    const { ask, lines } = await withFunction("console.log('seen'); return event.request;");
    expect(await ask(`/${'a'.repeat(8192)}`)).toMatchObject({ status: 413, xCache: 'Error' });
    expect(lines).toEqual([]);
  });

  test('the sample is a bundle as it is deployed', () => {
    expect(bundle('return 1;')).toMatch(
      /^import cf from 'cloudfront';\nimport crypto from 'crypto';\nasync function handler/,
    );
  });
});

describe('viewer-response functions', () => {
  const viewerResponse = () =>
    edge(
      "event.response.headers['x-f'] = { value: event.context.eventType + event.response.statusCode }; return event.response;",
    );

  test('run on what cache or origin answer, after the headers policy', async () => {
    const { origin } = recordingOrigin(() => ok);
    const see = await edge(
      "event.response.headers['x-saw'] = { value: event.response.headers['x-policy'].value }; return event.response;",
    );
    const { ask } = distribution(origin, {
      functionAssociation: { viewerResponse: see },
      responseHeadersPolicy: { set: { 'x-policy': 'yes' }, override: true },
    });
    const response = await ask('/');
    expect(response).toMatchObject({ status: 200, text: 'hello', xCache: 'Miss' });
    expect(response.headers['x-saw']).toBe('yes');
  });

  test.each([
    [302, 'viewer-response302'],
    [400, undefined],
    [404, undefined],
    [500, undefined],
  ])('with status %i: %s', async (status, header) => {
    const { origin } = recordingOrigin(() => ({ ...ok, status }));
    const functionAssociation = { viewerResponse: await viewerResponse() };
    const response = await distribution(origin, { functionAssociation }).ask('/');
    expect(response.headers['x-f']).toBe(header);
  });

  test('do not run on what a viewer-request function answers', async () => {
    const { origin } = recordingOrigin(() => ok);
    const viewerRequest = await edge('return { statusCode: 200 };');
    const functionAssociation = { viewerRequest, viewerResponse: await viewerResponse() };
    const response = await distribution(origin, { functionAssociation }).ask('/');
    expect(response.headers).not.toHaveProperty('x-f');
  });
});

describe('response headers policy', () => {
  const origin = () =>
    recordingOrigin(() => ({ ...ok, headers: { a: 'origin', b: 'origin' } })).origin;

  test.each([
    [true, 'policy'],
    [false, 'origin'],
  ])('override %s', async (override, a) => {
    const set = { a: 'policy', c: 'policy' };
    const responseHeadersPolicy = { set, override, remove: ['b'] };
    const { headers } = await distribution(origin(), { responseHeadersPolicy }).ask('/');
    expect(headers).toMatchObject({ a, c: 'policy' });
    expect(headers).not.toHaveProperty('b');
  });
});

describe('what goes to the origin', () => {
  const viewer = {
    headers: {
      authorization: 'Bearer viewer',
      cookie: 'a=1',
      'user-agent': 'browser',
      'x-forwarded-for': '203.0.113.1',
      'x-forwarded-proto': 'gopher',
      via: '1.1 proxy',
      accept: '*/*',
    },
  };

  test('none', async () => {
    const { origin, requests } = recordingOrigin(() => ok);
    await distribution(origin).ask('/a?q=1', viewer);
    expect(requests[0]).toEqual({
      method: 'GET',
      url: '/a',
      headers: {
        host: 'origin.example',
        'user-agent': 'Amazon CloudFront',
        via: '1.1 proxy, 1.1 d111.cloudfront.net (CloudFront)',
        'x-amz-cf-id': 'request-1',
        'x-forwarded-for': '203.0.113.1, 192.0.2.7',
      },
      body: Buffer.alloc(0),
    });
  });

  test.each([
    ['allViewer', 'www.example.com'],
    ['allViewerExceptHostHeader', 'origin.example'],
  ] as const)('%s', async (originRequestPolicy, host) => {
    const { origin, requests } = recordingOrigin(() => ok);
    await distribution(origin, { originRequestPolicy }).ask('/a?q=1', viewer);
    expect(requests[0]?.url).toBe('/a?q=1');
    expect(requests[0]?.headers).toMatchObject({
      host,
      cookie: 'a=1',
      'user-agent': 'browser',
      authorization: 'Bearer viewer',
    });
    expect(requests[0]?.headers).not.toHaveProperty('x-forwarded-proto');
  });

  test("CloudFront's own headers, where a policy names them", async () => {
    const { origin, requests } = recordingOrigin(() => ok);
    const headers = ['cloudfront-forwarded-proto'];
    const originRequestPolicy = { queryStrings: 'none', headers, cookies: 'none' } as const;
    await distribution(origin, { originRequestPolicy }).ask('/', {
      headers: { 'cloudfront-forwarded-proto': 'forged' },
    });
    expect(requests[0]?.headers['cloudfront-forwarded-proto']).toBe('https');
  });
});

describe('what comes back', () => {
  test('carries what CloudFront adds, and no hop-by-hop headers', async () => {
    const headers = {
      connection: 'close',
      'x-amz-cf-id': 'forged',
      'x-cache': 'forged',
      server: 'S',
    };
    const { origin } = recordingOrigin(() => ({ ...ok, headers }));
    const response = await distribution(origin).ask('/');
    expect(response.headers).toEqual({
      server: 'S',
      date: new Date(start).toUTCString(),
      'content-length': '5',
      via: '1.1 d111.cloudfront.net (CloudFront)',
      'x-amz-cf-pop': 'LOCAL50-P1',
      'x-amz-cf-id': 'request-1',
      'x-cache': 'Miss from cloudfront',
    });
  });

  test.each([
    ['none', undefined],
    ['allViewer', ['a=1', 'b=2']],
  ] as const)(
    'cookies set by an origin behind the policy %s',
    async (originRequestPolicy, cookies) => {
      const headers = { 'set-cookie': ['a=1', 'b=2'] };
      const { origin } = recordingOrigin(() => ({ ...ok, headers }));
      const response = await distribution(origin, { originRequestPolicy }).ask('/');
      expect(response.headers['set-cookie']).toEqual(cookies);
    },
  );

  test('an origin that fails is 502 and one that hangs is 504', async () => {
    const failing = recordingOrigin(() => new Error('refused'));
    const first = distribution(failing.origin);
    expect(await first.ask('/')).toMatchObject({ status: 502, xCache: 'Error' });
    expect(String(first.running.lastError?.cause)).toContain('refused');
    const waits: number[] = [];
    const hanging = { kind: 'custom' as const, handle: () => new Promise<never>(() => undefined) };
    const second = distribution(
      hanging,
      {},
      {
        originTimeout: 5,
        wait: (milliseconds) => Promise.resolve(waits.push(milliseconds)),
      },
    );
    expect(await second.ask('/')).toMatchObject({ status: 504, xCache: 'Error' });
    expect(waits).toEqual([5000]);
    expect(second.running.errors).toMatchObject([{ status: 504 }]);
  });

  test('compresses what the viewer accepts compressed', async () => {
    const text = 'long '.repeat(400);
    const headers = { 'content-type': 'text/html', etag: '"v1"' };
    const { origin } = recordingOrigin(() => ({ status: 200, headers, body: text }));
    const { ask } = distribution(origin, { compress: true, cachePolicy: cachingOptimized });
    const packed = await ask('/', { headers: { 'accept-encoding': 'gzip, deflate, br' } });
    expect(packed.headers).toMatchObject({ 'content-encoding': 'br', etag: 'W/"v1"' });
    expect(Number(packed.headers['content-length'])).toBeLessThan(text.length);
    const gzip = await ask('/', { headers: { 'accept-encoding': 'gzip, br;q=0' } });
    expect(gzip.headers['content-encoding']).toBe('gzip');
    const plain = await ask('/');
    expect(plain.text).toBe(text);
    expect(plain.headers).not.toHaveProperty('content-encoding');
  });
});

describe('origin access control', () => {
  test('opens the bucket for the distribution only', async () => {
    const bucket = createBucket({
      objects: new Map([['a+b.txt', { body: 'hello' }]]),
      listBucket: false,
      writable: true,
      bucketName: 'site',
      now: () => start,
    });
    const { ask } = distribution({ kind: 's3', handle: bucket });
    const forged = { headers: { authorization: 'Bearer forged' } };
    expect(await ask('/a%2Bb.txt', forged)).toMatchObject({ status: 200, text: 'hello' });
    expect(await ask('/none')).toMatchObject({ status: 403, xCache: 'Error' });
    const direct = await bucket({
      method: 'GET',
      url: '/a%2Bb.txt',
      headers: {},
      body: Buffer.alloc(0),
    });
    expect(direct.status).toBe(403);
  });

  test('a function URL needs the hash of what is posted', async () => {
    const events: LambdaFunctionURLEvent[] = [];
    const { ask, running } = distribution(
      {
        kind: 'lambda-url',
        domainName: 'abc.lambda-url.eu-west-1.on.aws',
        invoke: (event) => {
          events.push(event);
          if (event.rawPath === '/throw') return Promise.reject(new Error('boom'));
          return Promise.resolve({ statusCode: 200, cookies: ['a=1'], body: 'done' });
        },
      },
      { originRequestPolicy: 'allViewerExceptHostHeader' },
    );
    expect((await ask('/x', { method: 'POST', body: 'b' })).status).toBe(403);
    expect(events).toHaveLength(0);
    const hash = createHash('sha256').update('b').digest('hex');
    const headers = { 'x-amz-content-sha256': hash, authorization: 'Bearer viewer', cookie: 'c=1' };
    const posted = await ask('/x?y=%20', { method: 'POST', body: 'b', headers });
    expect(posted).toMatchObject({ status: 200, text: 'done' });
    expect(posted.headers['set-cookie']).toEqual(['a=1']);
    expect(events[0]).toMatchObject({ rawPath: '/x', rawQueryString: 'y=%20', cookies: ['c=1'] });
    expect(events[0]?.headers['authorization']).toMatch(/^AWS4-HMAC-SHA256 /);
    expect(events[0]?.headers['host']).toBe('abc.lambda-url.eu-west-1.on.aws');
    expect((await ask('/throw')).status).toBe(502);
    expect(String(running.lastError?.cause)).toContain('boom');
  });
});
