import { afterEach, describe, expect, test } from '@jest/globals';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import type { HttpHandler, HttpRequest } from '../../local/http.ts';
import { bodyLimit, serve, type RunningServer, type ServeOptions } from '../../local/serve.ts';

let server: RunningServer | undefined;
afterEach(() => server?.close());

async function start(handler: HttpHandler, options?: ServeOptions): Promise<string> {
  server = await serve(handler, options);
  return `http://127.0.0.1:${String(server.port)}`;
}

const ok = { status: 200, headers: {}, body: 'ok' };
const answering = (response: Awaited<ReturnType<HttpHandler>>) => () => Promise.resolve(response);

/** Sends raw bytes and reads until the other side closes. */
async function raw(text: string): Promise<string> {
  const socket = connect(server?.port ?? 0, '127.0.0.1');
  socket.end(text);
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('latin1');
}

describe('the request', () => {
  test('comes with its method, its path as sent and its body whole', async () => {
    const seen: HttpRequest[] = [];
    const url = await start((incoming) => (seen.push(incoming), Promise.resolve(ok)));
    await fetch(`${url}/a%2fb/%7E?x=%20&x=+`, { method: 'PUT', body: 'é' });
    expect(seen[0]).toMatchObject({
      method: 'PUT',
      url: '/a%2fb/%7E?x=%20&x=+',
      body: Buffer.from('é'),
    });
  });

  test('has repeated headers joined: by comma, cookies by semicolon', async () => {
    const seen: HttpRequest[] = [];
    await start((incoming) => (seen.push(incoming), Promise.resolve(ok)));
    const headers = ['X-A: 1', 'x-a: 2', 'Cookie: a=1', 'Cookie: b=2; c=3', 'Authorization: x'];
    await raw(`GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n${headers.join('\r\n')}\r\n\r\n`);
    expect(seen[0]?.headers).toMatchObject({
      'x-a': '1, 2',
      cookie: 'a=1; b=2; c=3',
      authorization: 'x',
      host: 'h',
    });
  });

  test('may have a body up to the limit and not one byte more', async () => {
    const url = await start((incoming) =>
      Promise.resolve({ ...ok, body: String(incoming.body.length) }),
    );
    const allowed = await fetch(url, { method: 'POST', body: Buffer.alloc(bodyLimit) });
    expect(await allowed.text()).toBe(String(bodyLimit));
    const tooLarge = await fetch(url, { method: 'POST', body: Buffer.alloc(bodyLimit + 1) });
    expect(tooLarge.status).toBe(413);
    const farTooLarge = await fetch(url, { method: 'POST', body: Buffer.alloc(3 * bodyLimit) });
    expect(farTooLarge.status).toBe(413);
  });
});

describe('the answer', () => {
  test('has its status, its headers, repeated ones too, and its body', async () => {
    const cookies = ['a=1; Path=/', 'b=2'];
    const url = await start(
      answering({ status: 201, headers: { 'set-cookie': cookies, 'x-b': 'c' }, body: 'é' }),
    );
    const response = await fetch(url);
    expect(response.status).toBe(201);
    expect(response.headers.getSetCookie()).toEqual(cookies);
    expect(response.headers.get('x-b')).toBe('c');
    expect(response.headers.get('content-length')).toBe('2');
    expect(await response.text()).toBe('é');
  });

  test('carries bytes untouched', async () => {
    const bytes = Buffer.from([0, 255, 128]);
    const url = await start(answering({ ...ok, body: bytes }));
    expect(Buffer.from(await (await fetch(url)).arrayBuffer())).toEqual(bytes);
  });

  test('to HEAD has the headers alone', async () => {
    await start(answering({ ...ok, body: 'hidden' }));
    const text = await raw('HEAD / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n');
    expect(text).toMatch(/content-length: 6/i);
    expect(text.split('\r\n\r\n')[1]).toBe('');
  });

  test.each([204, 304])('of %i has no body and no length', async (status) => {
    await start(answering({ status, headers: { 'content-length': '2' }, body: 'no' }));
    const text = await raw('GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n');
    expect(text).not.toMatch(/content-length/i);
    expect(text.split('\r\n\r\n')[1]).toBe('');
  });

  test('is 500 and tells nothing when the handler rejects', async () => {
    const errors: unknown[] = [];
    const url = await start(() => Promise.reject(new Error('secret')), {
      onError: (error) => errors.push(error),
    });
    const response = await fetch(url);
    expect(response.status).toBe(500);
    expect(await response.text()).toBe('Internal Server Error');
    expect(errors).toEqual([new Error('secret')]);
  });

  test('is 500 without its headers when one of them cannot be sent', async () => {
    const headers = { 'set-cookie': 'a=1', 'x-bad': 'a\r\nb: c' };
    const url = await start(answering({ ...ok, headers }));
    const response = await fetch(url);
    expect(response.status).toBe(500);
    expect(response.headers.getSetCookie()).toEqual([]);
  });
});

describe('the server', () => {
  test('stops with a kept-alive connection open, and frees the port', async () => {
    const url = await start(answering(ok));
    const agent = new Agent({ keepAlive: true });
    await new Promise<void>((resolve, reject) => {
      request(url, { agent }, (response) => response.resume().on('end', resolve))
        .on('error', reject)
        .end();
    });
    const port = server?.port ?? 0;
    await server?.close();
    await expect(fetch(url)).rejects.toThrow();
    server = await serve(answering(ok), { port });
    expect(server.port).toBe(port);
    agent.destroy();
  });

  test('stops although a request still waits for its answer', async () => {
    let reached = () => {};
    const arrived = new Promise<void>((resolve) => (reached = resolve));
    const url = await start(() => (reached(), new Promise<never>(() => {})));
    const cut = expect(fetch(url)).rejects.toThrow();
    await arrived;
    await server?.close();
    await cut;
  });

  test('rejects when the port is taken', async () => {
    await start(answering(ok));
    await expect(serve(answering(ok), { port: server?.port ?? 0 })).rejects.toThrow('EADDRINUSE');
  });
});
