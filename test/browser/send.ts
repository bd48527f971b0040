/** Requests of `node:http`: the `fetch` of Node says `sec-fetch-mode: cors` of all its own. */
import { createHash } from 'node:crypto';
import { request, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';

export interface Answer {
  readonly url: URL;
  /** 0 when the connection broke. */
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface SendOptions {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** The path and query as they are to be sent, where `url` would tidy them up. */
  readonly target?: string | undefined;
}

/** Sends one request to this machine. */
export function send(url: URL, { method, headers, body = '', target }: SendOptions) {
  const all = {
    ...headers,
    host: url.host,
    ...(method !== 'GET' && {
      'content-length': String(Buffer.byteLength(body)),
      // Origin access control asks for it.
      'x-amz-content-sha256': createHash('sha256').update(body).digest('hex'),
    }),
  };
  return new Promise<Answer>((resolve) => {
    const broken = () => {
      resolve({ url, status: 0, headers: {}, body: '' });
    };
    // Wherever the resolver thinks that a name is, the system listens there.
    const to = { host: '127.0.0.1', port: url.port, path: target ?? url.pathname + url.search };
    request({ ...to, method, headers: all }, (response) => {
      const { statusCode: status = 0, headers: received } = response;
      text(response).then((content) => {
        resolve({ url, status, headers: received, body: content });
      }, broken);
    })
      .on('error', broken)
      .end(body);
  });
}
