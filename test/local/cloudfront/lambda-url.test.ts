import { describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from 'aws-lambda';
import { createFunctionUrl, ThrottledError } from '../../../local/cloudfront/lambda-url.ts';
import { start } from './support.ts';

const signed = { authorization: 'AWS4-HMAC-SHA256 Credential=x' };
const sha256 = (body: string) => createHash('sha256').update(body).digest('hex');

function functionUrl(result: unknown = { statusCode: 204 }) {
  const events: LambdaFunctionURLEvent[] = [];
  const errors: unknown[] = [];
  const handle = createFunctionUrl({
    invoke: (event) => {
      events.push(event);
      return result instanceof Error
        ? Promise.reject(result)
        : Promise.resolve(result as LambdaFunctionURLResult);
    },
    domainName: 'abc.lambda-url.eu-west-1.on.aws',
    now: () => start,
    newId: () => 'id-1',
    onError: (error) => errors.push(error),
  });
  const ask = (method: string, url: string, headers: Record<string, string>, body = '') =>
    handle({ method, url, headers, body: Buffer.from(body) });
  return { ask, events, errors };
}

describe('the signature', () => {
  test('must be there', async () => {
    const { ask, events } = functionUrl();
    expect((await ask('GET', '/', {})).status).toBe(403);
    expect((await ask('GET', '/', { authorization: 'Bearer x' })).status).toBe(403);
    expect(events).toHaveLength(0);
  });

  test.each(['POST', 'PUT', 'PATCH'])('%s needs the hash of its body', async (method) => {
    const { ask, events } = functionUrl();
    const hashes = [undefined, 'UNSIGNED-PAYLOAD', sha256('other'), sha256('body').toUpperCase()];
    for (const hash of hashes) {
      const headers = hash === undefined ? signed : { ...signed, 'x-amz-content-sha256': hash };
      const response = await ask(method, '/', headers, 'body');
      expect(response.status).toBe(403);
      expect(JSON.parse(String(response.body))).toEqual({
        Message: expect.stringContaining('signature we calculated does not match') as unknown,
      });
    }
    expect(events).toHaveLength(0);
    const headers = { ...signed, 'x-amz-content-sha256': sha256('body') };
    expect((await ask(method, '/', headers, 'body')).status).toBe(204);
  });

  test('an empty POST needs one too; GET and DELETE without a body do not', async () => {
    const { ask } = functionUrl();
    expect((await ask('POST', '/', signed)).status).toBe(403);
    expect((await ask('POST', '/', { ...signed, 'x-amz-content-sha256': sha256('') })).status).toBe(
      204,
    );
    expect((await ask('GET', '/', signed)).status).toBe(204);
    expect((await ask('DELETE', '/', signed)).status).toBe(204);
    expect((await ask('DELETE', '/', signed, 'body')).status).toBe(403);
  });
});

test('a body of more than six megabytes is too large', async () => {
  const { ask, events } = functionUrl();
  const body = 'x'.repeat(6 * 1024 * 1024);
  const asking = (text: string) =>
    ask('POST', '/', { ...signed, 'x-amz-content-sha256': sha256(text) }, text);
  expect((await asking(`${body}x`)).status).toBe(413);
  expect(events).toHaveLength(0);
  expect((await asking(body)).status).toBe(204);
});

describe('the event', () => {
  test('of a GET', async () => {
    const { ask, events } = functionUrl();
    await ask('GET', '/_auth/login%20?return_to=%2Fa%3Fb&x=1&x=2', {
      ...signed,
      host: 'ignored',
      cookie: 'a=1; b=2',
      'user-agent': 'ua',
      'x-forwarded-for': '192.0.2.1, 192.0.2.7',
    });
    expect(events[0]).toMatchObject({
      version: '2.0',
      rawPath: '/_auth/login%20',
      rawQueryString: 'return_to=%2Fa%3Fb&x=1&x=2',
      queryStringParameters: { return_to: '/a?b', x: '1,2' },
      cookies: ['a=1', 'b=2'],
      isBase64Encoded: false,
      requestContext: {
        domainName: 'abc.lambda-url.eu-west-1.on.aws',
        http: {
          method: 'GET',
          path: '/_auth/login%20',
          protocol: 'HTTP/1.1',
          sourceIp: '192.0.2.7',
          userAgent: 'ua',
        },
        requestId: 'id-1',
        timeEpoch: start,
      },
    });
    expect(events[0]?.headers['host']).toBe('abc.lambda-url.eu-west-1.on.aws');
    expect(events[0]?.headers).not.toHaveProperty('cookie');
    expect(events[0]).not.toHaveProperty('body');
  });

  test('leaves a cookie its name, whatever is before it that is no blank', async () => {
    const { ask, events } = functionUrl();
    await ask('GET', '/', { ...signed, cookie: 'a=1;b=2; \t\u2000c=3' });
    expect(events[0]?.cookies).toEqual(['a=1', 'b=2', '\u2000c=3']);
  });

  test('without query and cookies', async () => {
    const { ask, events } = functionUrl();
    await ask('GET', '/', signed);
    expect(events[0]).toMatchObject({ rawPath: '/', rawQueryString: '' });
    expect(events[0]).not.toHaveProperty('cookies');
    expect(events[0]).not.toHaveProperty('queryStringParameters');
  });

  test.each([
    ['application/json', 'body', false],
    ['application/problem+json; charset=utf-8', 'body', false],
    ['text/plain', 'body', false],
    ['application/x-www-form-urlencoded', 'Ym9keQ==', true],
    ['application/octet-stream', 'Ym9keQ==', true],
  ])('a body of type %s', async (type, body, isBase64Encoded) => {
    const { ask, events } = functionUrl();
    const headers = { ...signed, 'content-type': type, 'x-amz-content-sha256': sha256('body') };
    await ask('POST', '/', headers, 'body');
    expect(events[0]).toMatchObject({ body, isBase64Encoded });
  });
});

describe('the answer', () => {
  test('all of it', async () => {
    const { ask } = functionUrl({
      statusCode: 401,
      headers: { 'Content-Type': 'text/html', 'X-Count': 3, 'WWW-Authenticate': 'Bearer' },
      cookies: ['a=1; Secure', 'b=2'],
      body: 'aGk=',
      isBase64Encoded: true,
    });
    const response = await ask('GET', '/', signed);
    expect(response.status).toBe(401);
    expect(String(response.body)).toBe('hi');
    expect(response.headers).toEqual({
      'content-type': 'text/html',
      'x-count': '3',
      'x-amzn-remapped-www-authenticate': 'Bearer',
      'set-cookie': ['a=1; Secure', 'b=2'],
    });
  });

  test.each([
    ['text', 'text'],
    [{ a: 1 }, '{"a":1}'],
    [undefined, 'null'],
  ])('%j without a status is the JSON body of a 200', async (result, body) => {
    const { ask } = functionUrl(result === undefined ? null : result);
    const response = await ask('GET', '/', signed);
    expect(response).toMatchObject({
      status: 200,
      headers: { 'content-type': 'application/json' },
    });
    expect(response.body).toBe(body);
  });

  test.each([new Error('boom'), { statusCode: 'x' }, { statusCode: 1000 }])(
    '%j is a 502 that tells nothing',
    async (result) => {
      const { ask, errors } = functionUrl(result);
      const response = await ask('GET', '/', signed);
      expect(response.status).toBe(502);
      expect(String(response.body)).toBe('{"Message":"Internal Server Error"}');
      expect(errors).toHaveLength(1);
    },
  );

  test('is a 429 where more is asked of the function than it may do, and no fault of it', async () => {
    const { ask, errors } = functionUrl(new ThrottledError('busy'));
    const response = await ask('GET', '/', signed);
    expect(response.status).toBe(429);
    expect(response.headers).toMatchObject({ 'x-amzn-errortype': 'TooManyRequestsException' });
    expect(errors).toEqual([]);
  });
});
