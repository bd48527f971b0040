import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HttpHandler } from '../../../local/http.ts';
import { createBucket, type BucketOptions } from '../../../local/s3/bucket.ts';
import type { BucketObject } from '../../../local/s3/objects.ts';

const now = () => Date.UTC(2026, 0, 2, 3, 4, 5);
const signed = { authorization: 'AWS4-HMAC-SHA256 Credential=E/x, Signature=y' };

function bucket(objects: Record<string, BucketObject>, options: Partial<BucketOptions> = {}) {
  return createBucket({
    objects: new Map(Object.entries(objects)),
    listBucket: false,
    writable: false,
    bucketName: 'site',
    now,
    ...options,
  });
}

async function ask(
  handle: HttpHandler,
  method: string,
  url: string,
  headers: Record<string, string> = signed,
  body = '',
) {
  const response = await handle({ method, url, headers, body: Buffer.from(body) });
  return { ...response, text: String(response.body) };
}

const page = { body: '0123456789', lastModified: Date.UTC(2025, 0, 1) };
const etag = `"${createHash('md5').update('0123456789').digest('hex')}"`;

describe('who may ask', () => {
  test.each([[{}], [{ authorization: 'Bearer x' }]])('%j is refused', async (headers) => {
    const response = await ask(bucket({ 'a.html': page }), 'GET', '/a.html', headers);
    expect(response.status).toBe(403);
    expect(response.text).toContain('<Code>AccessDenied</Code>');
    expect(response.text).not.toContain('0123');
  });
});

describe('GET and HEAD', () => {
  test('an object comes with its metadata', async () => {
    const response = await ask(bucket({ 'docs/a.html': page }), 'GET', '/docs/a.html');
    expect(response.status).toBe(200);
    expect(response.text).toBe('0123456789');
    expect(response.headers).toMatchObject({
      'content-type': 'text/html',
      'content-length': '10',
      'last-modified': 'Wed, 01 Jan 2025 00:00:00 GMT',
      'accept-ranges': 'bytes',
      server: 'AmazonS3',
      etag,
    });
    expect(response.headers['x-amz-request-id']).toMatch(/^[0-9A-F]{16}$/);
  });

  test('HEAD tells the length and has no body', async () => {
    const response = await ask(bucket({ 'a.css': page }), 'HEAD', '/a.css');
    expect(response).toMatchObject({ status: 200, text: '' });
    expect(response.headers).toMatchObject({ 'content-length': '10', 'content-type': 'text/css' });
  });

  test('an unknown extension is binary', async () => {
    const { headers } = await ask(bucket({ constructor: page }), 'GET', '/constructor');
    expect(headers['content-type']).toBe('binary/octet-stream');
  });

  test.each([
    [false, 403, 'AccessDenied'],
    [true, 404, 'NoSuchKey'],
  ])('a missing key with ListBucket %s is %i', async (listBucket, status, code) => {
    const response = await ask(bucket({}, { listBucket }), 'GET', '/none');
    expect(response.status).toBe(status);
    expect(response.text).toContain(`<Code>${code}</Code>`);
  });

  test.each([
    ['bytes=0-3', 206, '0123', 'bytes 0-3/10'],
    ['bytes=8-', 206, '89', 'bytes 8-9/10'],
    ['bytes=-2', 206, '89', 'bytes 8-9/10'],
    ['bytes=5-99', 206, '56789', 'bytes 5-9/10'],
    ['bytes=0-1,4-5', 200, '0123456789', undefined],
    ['bytes=5-2', 200, '0123456789', undefined],
    ['lines=1-2', 200, '0123456789', undefined],
  ])('range %s is answered %i', async (range, status, text, contentRange) => {
    const response = await ask(bucket({ a: page }), 'GET', '/a', { ...signed, range });
    expect(response).toMatchObject({ status, text });
    expect(response.headers['content-range']).toBe(contentRange);
  });

  test.each(['bytes=10-', 'bytes=-0'])('range %s cannot be satisfied', async (range) => {
    const response = await ask(bucket({ a: page }), 'GET', '/a', { ...signed, range });
    expect(response.status).toBe(416);
    expect(response.headers['content-range']).toBe('bytes */10');
  });

  test.each([
    [{ 'if-none-match': etag }, 304],
    [{ 'if-none-match': `"x", W/${etag}` }, 304],
    [{ 'if-none-match': '*' }, 304],
    [{ 'if-none-match': '"x"' }, 200],
    [{ 'if-modified-since': 'Wed, 01 Jan 2025 00:00:00 GMT' }, 304],
    [{ 'if-modified-since': 'Tue, 31 Dec 2024 23:59:59 GMT' }, 200],
    [{ 'if-none-match': '"x"', 'if-modified-since': 'Wed, 01 Jan 2025 00:00:00 GMT' }, 200],
    [{ 'if-match': etag }, 200],
    [{ 'if-match': '"x"' }, 412],
    [{ 'if-unmodified-since': 'Tue, 31 Dec 2024 23:59:59 GMT' }, 412],
  ])('%j is answered %i', async (headers, status) => {
    const response = await ask(bucket({ a: page }), 'GET', '/a', { ...signed, ...headers });
    expect(response.status).toBe(status);
    if (status === 304) {
      expect(response.text).toBe('');
      expect(response.headers['etag']).toBe(etag);
    }
  });

  test('a signed request may override headers of the answer', async () => {
    const url = '/a.txt?response-content-type=text%2Fhtml';
    const { headers } = await ask(bucket({ 'a.txt': page }), 'GET', url);
    expect(headers['content-type']).toBe('text/html');
  });

  test.each(['/a?versionId=1', '/a?acl', '/a?tagging'])('%s is not granted', async (url) => {
    expect((await ask(bucket({ a: page }), 'GET', url)).status).toBe(403);
  });
});

describe('keys', () => {
  const named = (key: string) => bucket({ [key]: page }, { listBucket: true });

  test.each([
    ['a b', '/a+b'],
    ['a b', '/a%20b'],
    ['a+b', '/a%2Bb'],
    ['a%20b', '/a%2520b'],
    ['a/../b', '/a/../b'],
    ['a/../b', '/a/%2e%2E/b'],
    ['a//b', '/a//b'],
    ['ä', '/%C3%A4'],
    ['x?y', '/x%3Fy'],
    ['__proto__', '/__proto__'],
  ])('%j is found at %s', async (key, url) => {
    expect((await ask(named(key), 'GET', url)).status).toBe(200);
  });

  test('dot segments are not resolved', async () => {
    expect((await ask(named('b'), 'GET', '/a/../b')).status).toBe(404);
  });

  test.each(['/%', '/%zz', '/%ff'])('%s is no URI', async (url) => {
    const response = await ask(named('a'), 'GET', url);
    expect(response.status).toBe(400);
    expect(response.text).toContain('InvalidURI');
  });
});

describe('a folder', () => {
  let root = '';
  let handle: HttpHandler;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'bucket-'));
    await mkdir(join(root, 'site/sub'), { recursive: true });
    await mkdir(join(root, 'site-private'));
    await writeFile(join(root, 'secret.txt'), 'secret');
    await writeFile(join(root, 'site-private/x.txt'), 'secret');
    await writeFile(join(root, 'site/index.html'), 'home');
    await writeFile(join(root, 'site/sub/ä b.txt'), 'umlaut');
    await symlink(join(root, 'secret.txt'), join(root, 'site/link.txt'));
    await symlink(join(root, 'site-private'), join(root, 'site/private'));
    await symlink(join(root, 'site/index.html'), join(root, 'site/home.html'));
    handle = bucket({}, { directory: join(root, 'site'), listBucket: true, writable: true });
  });
  afterAll(() => rm(root, { recursive: true }));

  test.each([
    ['/index.html', 'home'],
    ['/home.html', 'home'],
    ['/sub/%C3%A4+b.txt', 'umlaut'],
  ])('%s is a file in it', async (url, text) => {
    expect(await ask(handle, 'GET', url)).toMatchObject({ status: 200, text });
  });

  test.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/sub/../index.html',
    '/sub/../../secret.txt',
    '/./index.html',
    '//index.html',
    '/sub//../index.html',
    '/link.txt',
    '/private/x.txt',
    '/sub',
    '/sub/',
    '/index.html/',
    '/index.html%00',
    `/${'x'.repeat(300)}`,
  ])('%s is not', async (url) => {
    const response = await ask(handle, 'GET', url);
    expect(response.status).toBe(404);
    expect(response.text).not.toContain('secret');
  });

  test('its files are listed, links out of it are not', async () => {
    const { text } = await ask(handle, 'GET', '/?list-type=2');
    expect(text).toContain('<Key>index.html</Key>');
    expect(text).toContain('<Key>sub/ä b.txt</Key>');
    expect(text).not.toMatch(/link\.txt|private|secret/);
  });

  test('is never written to', async () => {
    await ask(handle, 'PUT', '/index.html', signed, 'new');
    expect((await ask(handle, 'GET', '/index.html')).text).toBe('new');
    await ask(handle, 'DELETE', '/index.html');
    expect((await ask(handle, 'GET', '/index.html')).status).toBe(404);
    const fresh = bucket({}, { directory: join(root, 'site') });
    expect((await ask(fresh, 'GET', '/index.html')).text).toBe('home');
  });
});

describe('the bucket itself', () => {
  const objects = { 'a/1': page, 'a/2': page, b: page, 'c&d': page };

  test.each(['/', '/?list-type=2&prefix=a'])('%s needs ListBucket', async (url) => {
    expect((await ask(bucket(objects), 'GET', url)).status).toBe(403);
    expect((await ask(bucket(objects, { listBucket: true }), 'GET', url)).status).toBe(200);
  });

  test('is listed by prefix and delimiter', async () => {
    const handle = bucket(objects, { listBucket: true });
    const keys = async (query: string) =>
      [
        ...(await ask(handle, 'GET', `/?list-type=2&${query}`)).text.matchAll(
          /<(?:Key|CommonPrefixes><Prefix)>([^<]*)</g,
        ),
      ].map((match) => match[1]);
    expect(await keys('prefix=a/')).toEqual(['a/1', 'a/2']);
    expect(await keys('delimiter=/')).toEqual(['b', 'c&amp;d', 'a/']);
    expect(await keys('start-after=a/2')).toEqual(['b', 'c&amp;d']);
  });

  test('is listed page by page', async () => {
    const handle = bucket(objects, { listBucket: true });
    const first = (await ask(handle, 'GET', '/?list-type=2&max-keys=3')).text;
    expect(first).toContain('<IsTruncated>true</IsTruncated>');
    const token = /<NextContinuationToken>([^<]*)</.exec(first)?.[1];
    const url = `/?list-type=2&max-keys=3&continuation-token=${token}`;
    const second = (await ask(handle, 'GET', url)).text;
    expect(second).toContain('<Key>c&amp;d</Key>');
    expect(second).toContain('<IsTruncated>false</IsTruncated>');
  });
});

describe('writing', () => {
  test('needs the grant', async () => {
    const handle = bucket({ a: page });
    expect((await ask(handle, 'PUT', '/a', signed, 'x')).status).toBe(403);
    expect((await ask(handle, 'DELETE', '/a')).status).toBe(403);
    expect((await ask(handle, 'POST', '/?delete', signed, '<Key>a</Key>')).status).toBe(403);
    expect((await ask(handle, 'GET', '/a')).text).toBe('0123456789');
  });

  test('PUT keeps body and type', async () => {
    const handle = bucket({}, { writable: true });
    const put = await ask(handle, 'PUT', '/n', { ...signed, 'content-type': 'text/plain' }, 'new');
    expect(put.status).toBe(200);
    const got = await ask(handle, 'GET', '/n');
    expect(got).toMatchObject({ status: 200, text: 'new' });
    expect(got.headers['content-type']).toBe('text/plain');
    expect(got.headers['etag']).toBe(put.headers['etag']);
  });

  test('PUT with a wrong payload hash changes nothing', async () => {
    const handle = bucket({ a: page }, { writable: true });
    const headers = { ...signed, 'x-amz-content-sha256': '0'.repeat(64) };
    const response = await ask(handle, 'PUT', '/a', headers, 'x');
    expect(response.status).toBe(400);
    expect(response.text).toContain('XAmzContentSHA256Mismatch');
    expect((await ask(handle, 'GET', '/a')).text).toBe('0123456789');
  });

  test('x-amz-copy-source copies, whatever the path says', async () => {
    const handle = bucket({ 'private/a b': page }, { writable: true });
    const headers = { ...signed, 'x-amz-copy-source': '/site/private/a%20b' };
    expect((await ask(handle, 'PUT', '/mine', headers)).status).toBe(200);
    expect((await ask(handle, 'GET', '/mine')).text).toBe('0123456789');
  });

  test.each([
    ['other/private', 403],
    ['site/none', 403],
    ['nonsense', 400],
    ['%zz/x', 400],
  ])('a copy from %s is answered %i', async (source, status) => {
    const handle = bucket({ private: page }, { writable: true });
    const headers = { ...signed, 'x-amz-copy-source': source };
    expect((await ask(handle, 'PUT', '/mine', headers)).status).toBe(status);
  });

  test.each([
    [{ 'if-none-match': '*' }, 412],
    [{ 'if-match': '"x"' }, 412],
    [{ 'if-match': etag }, 200],
  ])('PUT with %j is answered %i', async (headers, status) => {
    const handle = bucket({ a: page }, { writable: true });
    expect((await ask(handle, 'PUT', '/a', { ...signed, ...headers }, 'x')).status).toBe(status);
  });

  test('DELETE is 204, also for what is not there', async () => {
    const handle = bucket({ a: page }, { writable: true });
    expect((await ask(handle, 'DELETE', '/a')).status).toBe(204);
    expect((await ask(handle, 'DELETE', '/a')).status).toBe(204);
    expect((await ask(handle, 'GET', '/a')).status).toBe(403);
  });

  test('POST ?delete deletes many', async () => {
    const handle = bucket({ a: page, 'b&': page, c: page }, { writable: true });
    const body = '<Delete><Object><Key>a</Key></Object><Object><Key>b&amp;</Key></Object></Delete>';
    expect((await ask(handle, 'POST', '/?delete', signed, body)).status).toBe(200);
    expect((await ask(handle, 'GET', '/a')).status).toBe(403);
    expect((await ask(handle, 'GET', '/b%26')).status).toBe(403);
    expect((await ask(handle, 'GET', '/c')).status).toBe(200);
    expect((await ask(handle, 'POST', '/?delete', signed, '<x>')).status).toBe(400);
  });

  test.each(['POST', 'PATCH', 'OPTIONS'])('%s of an object does not exist', async (method) => {
    expect((await ask(bucket({ a: page }, { writable: true }), method, '/a')).status).toBe(405);
  });
});
