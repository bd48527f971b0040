/**
 * Requests by Node's own client. `fetch` and its streams take several times the CPU for the small
 * calls of a sign-in; `docs/performance.md` has the figures.
 */
import http from 'node:http';
import https from 'node:https';

export interface HttpRequest {
  /** @default GET */
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Milliseconds in which the whole answer has to be there. */
  readonly timeout: number;
  /** Characters of the body after which the rest is left out. @default a million, which is an error */
  readonly enough?: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

const clients = {
  'http:': { request: http.request, agent: new http.Agent({ keepAlive: true }) },
  'https:': { request: https.request, agent: new https.Agent({ keepAlive: true }) },
};

/** Characters; nothing that we ask for is longer. */
const most = 1_000_000;

/**
 * Sends a request; follows no redirect.
 *
 * @throws {Error} when there is no whole answer in time
 */
export function send(url: string, asked: HttpRequest): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    let request = start(url, asked, true);
    const timer = setTimeout(() => {
      request.destroy(new Error('no answer in time'));
    }, asked.timeout);
    const fail = (error: Error) => {
      clearTimeout(timer);
      reject(error);
    };
    const succeed = (answer: HttpAnswer) => {
      clearTimeout(timer);
      resolve(answer);
    };
    listen((error) => {
      if (!isStale(request, error)) {
        fail(error);
        return;
      }
      request = start(url, asked, false);
      listen(fail);
    });

    function listen(onError: (error: Error) => void): void {
      request.on('error', onError);
      request.on('response', (response) => {
        read(response, asked.enough, succeed, fail);
      });
    }
  });
}

/** @param mayReuse a connection that was kept */
function start(
  url: string,
  { method = 'GET', headers = {}, body }: HttpRequest,
  mayReuse: boolean,
): http.ClientRequest {
  const { request, agent } = clients[url.startsWith('http:') ? 'http:' : 'https:'];
  const started = request(url, { method, headers, agent: mayReuse ? agent : false });
  started.end(body);
  return started;
}

/** The other side had given up a connection that was kept; a frozen Lambda hears of it late. */
function isStale({ reusedSocket }: http.ClientRequest, error: Error): boolean {
  return reusedSocket && 'code' in error && error.code === 'ECONNRESET';
}

function read(
  response: http.IncomingMessage,
  enough: number | undefined,
  succeed: (answer: HttpAnswer) => void,
  fail: (error: Error) => void,
): void {
  const { statusCode: status = 0, headers } = response;
  let body = '';
  response.setEncoding('utf8');
  response.on('error', fail);
  response.on('end', () => {
    succeed({ status, headers, body });
  });
  response.on('data', (chunk: string) => {
    body += chunk;
    if (body.length < (enough ?? most)) return;
    if (enough === undefined) fail(new Error('the answer is too long'));
    else succeed({ status, headers, body });
    response.destroy();
  });
}

/** What an answer says in JSON; nothing where it is no object. */
export function jsonOf({ body }: Pick<HttpAnswer, 'body'>): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // Told by whoever misses something in it.
  }
  return {};
}
