import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HttpHandler, HttpRequest, HttpResponse } from './http.ts';

export interface ServeOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** Default 127.0.0.1: nothing here is meant to be reached from another machine. */
  readonly host?: string;
  /** Told of every error a handler throws; the client learns nothing of it. */
  readonly onError?: (error: unknown) => void;
}

export interface RunningServer {
  readonly port: number;
  /** Stops listening and cuts every open connection, idle or not. */
  close(): Promise<void>;
}

/** The largest request body that is read, in bytes; a larger one is answered 413. */
export const bodyLimit = 10 * 1024 * 1024;

/** Request line and headers, in bytes: above CloudFront's 32 KB, so that a stand-in may judge them. */
const headerLimit = 64 * 1024;

/** Serves a handler over HTTP/1.1. Rejects when the port is taken. */
export function serve(handler: HttpHandler, options: ServeOptions = {}): Promise<RunningServer> {
  return listen(toListener(handler, options.onError), options);
}

/** A handler as `node:http` wants it. */
export function toListener(
  handler: HttpHandler,
  onError?: ServeOptions['onError'],
): RequestListener {
  return (incoming, outgoing) => void answer(handler, incoming, outgoing, onError);
}

/** Listens. Rejects when the port is taken. */
export async function listen(
  listener: RequestListener,
  options: ServeOptions = {},
): Promise<RunningServer> {
  const server = createServer({ maxHeaderSize: headerLimit }, listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, options.host ?? '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

async function answer(
  handler: HttpHandler,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  onError: ServeOptions['onError'],
): Promise<void> {
  // A client that leaves while it is being answered is no error of ours.
  outgoing.on('error', () => undefined);
  const body = await readBody(incoming).catch(() => 'aborted' as const);
  if (body === 'aborted') return void outgoing.destroy();
  if (body === 'too large') return write(outgoing, plain(413, 'Content Too Large'));
  try {
    write(outgoing, await handler(requestOf(incoming, body)));
  } catch (error) {
    onError?.(error);
    if (outgoing.headersSent) return void outgoing.destroy();
    // What was set before the error may belong to an answer that must not go out.
    for (const name of outgoing.getHeaderNames()) outgoing.removeHeader(name);
    write(outgoing, plain(500, 'Internal Server Error'));
  }
}

/** Reads to the end even what is too large, or the client would not hear the answer. */
async function readBody(incoming: IncomingMessage): Promise<Buffer | 'too large'> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    size += (chunk as Buffer).length;
    if (size <= bodyLimit) chunks.push(chunk as Buffer);
  }
  return size > bodyLimit ? 'too large' : Buffer.concat(chunks);
}

function requestOf(incoming: IncomingMessage, body: Buffer): HttpRequest {
  const headers: Record<string, string> = {};
  for (const [name, values] of Object.entries(incoming.headersDistinct)) {
    headers[name] = (values ?? []).join(name === 'cookie' ? '; ' : ', ');
  }
  return { method: incoming.method ?? 'GET', url: incoming.url ?? '/', headers, body };
}

function write(outgoing: ServerResponse, response: HttpResponse): void {
  const body = typeof response.body === 'string' ? Buffer.from(response.body) : response.body;
  for (const [name, value] of Object.entries(response.headers)) {
    outgoing.setHeader(name, value);
  }
  outgoing.statusCode = response.status;
  const bodiless = response.status === 204 || response.status === 304;
  const head = outgoing.req.method === 'HEAD';
  // The answer to HEAD may tell the length that GET would have; any other tells its own.
  if (bodiless) outgoing.removeHeader('content-length');
  else if (!head || !outgoing.hasHeader('content-length')) {
    outgoing.setHeader('content-length', body.length);
  }
  outgoing.end(bodiless || head ? undefined : body);
}

function plain(status: number, text: string): HttpResponse {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: text };
}
