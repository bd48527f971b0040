import { afterEach, describe, expect, test } from '@jest/globals';
import type { IncomingMessage, RequestListener } from 'node:http';
import { listen, type RunningServer } from '../../local/serve.ts';
import { revocations } from '../../token-exchange/key-value-store.ts';
import { settings } from './fakes.ts';

const servers: RunningServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

/** The entries of a store that answers like this. */
async function entriesOf(listener: RequestListener) {
  const server = await listen(listener);
  servers.push(server);
  return revocations(settings.keyValueStore, {
    AWS_ENDPOINT_URL_CLOUDFRONT_KEYVALUESTORE: `http://127.0.0.1:${server.port}`,
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_SESSION_TOKEN: 'of-the-role',
  });
}

const answering = (status: number, body: string) =>
  entriesOf((_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });

const entry = JSON.stringify({ Key: 'r:ada-0001', Value: 'the entry' });

describe('a user’s entry', () => {
  test('is asked for by its key, signed for every region', async () => {
    const asked: IncomingMessage[] = [];
    const store = await entriesOf((request, response) => {
      asked.push(request);
      response.end(entry);
    });
    expect(await store.entryOf('ada/1 ä')).toBe('the entry');
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({
      method: 'GET',
      url: `/key-value-stores/${encodeURIComponent(settings.keyValueStore)}/keys/r%3Aada%2F1%20%C3%A4`,
      headers: {
        authorization: expect.stringMatching(/^AWS4-ECDSA-P256-SHA256 /) as unknown,
        'x-amz-region-set': '*',
        'x-amz-security-token': 'of-the-role',
      },
    });
  });

  test('may be empty, which is not none', async () => {
    expect(await (await answering(200, '{"Value":""}')).entryOf('ada-0001')).toBe('');
  });

  test('is none by 404 alone', async () => {
    const store = await answering(404, '{"Message":"Key not found"}');
    expect(await store.entryOf('ada-0001')).toBeNull();
  });

  // Whatever is read as "no entry" lets in whom an operator has put out.
  test.each([
    [400, '{"Message":"Bad request"}'],
    [401, ''],
    [402, ''],
    [403, '{"Message":"Access denied"}'],
    [409, '{"Message":"Conflict"}'],
    [410, ''],
    [429, '{"Message":"Too many"}'],
    [500, '{"Message":"Internal error"}'],
    [503, ''],
    [204, ''],
    [206, entry],
    [302, entry],
    [400, entry],
    [403, entry],
    [500, entry],
  ])('is neither there nor missing by %i: %s', async (status, body) => {
    const store = await answering(status, body);
    await expect(store.entryOf('ada-0001')).rejects.toMatchObject({
      code: 'temporarily_unavailable',
      cause: String(status),
    });
  });

  test.each([
    '',
    '{',
    'null',
    '[]',
    '"the entry"',
    '<html></html>',
    '{}',
    '{"Value":null}',
    '{"Value":7}',
    '{"Value":false}',
    '{"Value":["the entry"]}',
    '{"Value":{}}',
    '{"value":"the entry"}',
  ])('is neither there nor missing by 200 with %j', async (body) => {
    const store = await answering(200, body);
    await expect(store.entryOf('ada-0001')).rejects.toMatchObject({
      code: 'temporarily_unavailable',
      cause: 'no value',
    });
  });

  test('is neither there nor missing where the store hangs up', async () => {
    const store = await entriesOf((_, response) => {
      response.destroy();
    });
    await expect(store.entryOf('ada-0001')).rejects.toMatchObject({
      code: 'temporarily_unavailable',
    });
  });
});
