/** Requests over real connections, to a server that answers them as it is told. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import type { ClientRequest } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { jsonOf, send } from '../../token-exchange/http.ts';

const ok = (body: string) =>
  `HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

let server: Server;
const sockets = new Set<Socket>();
const timeout = 60_000;

afterEach(() => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  server.close();
});

/** @param answer to what comes, by the number of the connection and of the request on it */
async function serverThat(
  answer: (socket: Socket, connection: number, request: number, text: string) => void,
): Promise<string> {
  let connections = 0;
  server = createServer((socket) => {
    const connection = ++connections;
    let requests = 0;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      answer(socket, connection, ++requests, data.toString());
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** Calls `then` once, when Node's client tells of it: a request sent, or an answer begun. */
function when(what: 'request.start' | 'response.finish', then: (request: ClientRequest) => void) {
  const channel = `http.client.${what}`;
  const hear = (message: unknown) => {
    unsubscribe(channel, hear);
    then((message as { request: ClientRequest }).request);
  };
  subscribe(channel, hear);
}

describe('a request', () => {
  test('is sent as it is, and its answer told whole', async () => {
    const seen: string[] = [];
    const url = await serverThat((socket, _, __, text) => {
      seen.push(text);
      // Header and body may come one after the other.
      if (text.endsWith('ä=ö')) socket.write(ok('grüß dich'));
    });
    const answer = await send(`${url}a?b=1`, {
      method: 'POST',
      headers: { 'x-one': '1' },
      body: 'ä=ö',
      timeout,
    });
    expect(answer).toMatchObject({
      status: 200,
      body: 'grüß dich',
      headers: { 'content-type': 'text/plain' },
    });
    expect(seen.join('')).toMatch(
      /^POST \/a\?b=1 HTTP\/1\.1\r\nuser-agent: latchkey\r\nx-one: 1\r\n[^]*content-length: 5\r\n\r\nä=ö$/i,
    );
  });

  test('follows nobody anywhere', async () => {
    const url = await serverThat((socket) => {
      socket.write('HTTP/1.1 302 Found\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n');
    });
    expect(await send(url, { timeout })).toMatchObject({ status: 302, body: '' });
  });

  test('keeps its connection for the next', async () => {
    const connections: number[] = [];
    const url = await serverThat((socket, connection) => {
      connections.push(connection);
      socket.write(ok('x'));
    });
    await send(url, { timeout });
    await send(url, { timeout });
    expect(connections).toEqual([1, 1]);
  });

  test('is sent anew where a connection that was kept has been given up', async () => {
    const url = await serverThat((socket, connection, request) => {
      if (connection === 1 && request === 2) socket.resetAndDestroy();
      else socket.write(ok(`connection ${connection}`));
    });
    expect((await send(url, { timeout })).body).toBe('connection 1');
    expect((await send(url, { timeout })).body).toBe('connection 2');
  });

  test('is sent anew by a connection of its own where others were kept as long', async () => {
    const waiting: (() => void)[] = [];
    const url = await serverThat((socket, connection, request) => {
      if (request === 2) socket.resetAndDestroy();
      else if (connection > 2) socket.write(ok(`connection ${connection}`));
      else waiting.push(() => socket.write(ok('x')));
      // Both are in use at once, so that there are two to keep.
      if (waiting.length === 2) for (const write of waiting.splice(0)) write();
    });
    await Promise.all([send(url, { timeout }), send(url, { timeout })]);
    expect((await send(url, { timeout })).body).toBe('connection 3');
  });

  test('is sent anew where nothing could be written to a connection that was kept', async () => {
    const url = await serverThat((socket, connection) => {
      socket.write(ok(`connection ${connection}`));
    });
    await send(url, { timeout });
    when('request.start', (request) => {
      const error = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
      request.socket?.destroy(error);
    });
    expect((await send(url, { timeout })).body).toBe('connection 2');
  });

  test('is not sent again once its answer has begun', async () => {
    const seen: string[] = [];
    const url = await serverThat((socket, _, __, text) => {
      seen.push(text.slice(0, text.indexOf(' ')));
      if (!text.startsWith('POST')) {
        socket.write(ok('x'));
        return;
      }
      when('response.finish', () => socket.resetAndDestroy());
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nx');
    });
    await send(url, { timeout });
    await expect(send(url, { method: 'POST', timeout })).rejects.toThrow();
    // Whatever had been sent in between would have come before this one.
    await send(url, { timeout });
    expect(seen).toEqual(['GET', 'POST', 'GET']);
  });

  test('fails where a new connection is given up', async () => {
    let requests = 0;
    const url = await serverThat((socket) => {
      requests += 1;
      socket.resetAndDestroy();
    });
    await expect(send(url, { timeout })).rejects.toThrow();
    expect(requests).toBe(1);
  });

  test.each([
    ['nothing comes', ''],
    ['the answer does not end', 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nx'],
    [
      'the protocol is changed',
      'HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n',
    ],
  ])('fails in time where %s', async (_, text) => {
    const url = await serverThat((socket) => socket.write(text));
    await expect(send(url, { timeout: 50 })).rejects.toThrow();
  });

  test('fails where the answer breaks off', async () => {
    const url = await serverThat((socket) => {
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nx');
    });
    await expect(send(url, { timeout })).rejects.toThrow();
  });

  test('reads no more than is asked for, and nothing without end', async () => {
    const piece = 'x'.repeat(100_000);
    const url = await serverThat((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n');
      const more = () => {
        while (!socket.destroyed && socket.write(piece));
      };
      socket.on('drain', more);
      more();
    });
    const { body } = await send(url, { timeout, enough: 10 });
    expect(body.length).toBeGreaterThanOrEqual(10);
    expect(body.length).toBeLessThan(1_000_000);
    await expect(send(url, { timeout })).rejects.toThrow('too long');
  });
});

test.each([
  ['{"a":1}', { a: 1 }],
  ['[]', []],
  ['null', {}],
  ['"text"', {}],
  ['{', {}],
  ['', {}],
])('the JSON of %j', (body, expected) => {
  expect(jsonOf({ body })).toEqual(expected);
});
