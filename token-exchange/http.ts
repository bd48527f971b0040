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

/** A web ACL with AWS's common rules blocks requests that name none. */
const userAgent = 'latchkey';

/** What a write to a connection that the other side has closed comes to. */
const staleCodes: ReadonlySet<unknown> = new Set(['ECONNRESET', 'EPIPE']);

/**
 * Sends a request; follows no redirect.
 *
 * @throws {Error} when there is no whole answer in time
 */
export function send(url: string, asked: HttpRequest): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    let answered = false;
    let settled = false;
    let request = start(url, asked, true);
    const timer = setTimeout(() => {
      // Before it is destroyed: after a `101` it would say nothing of that.
      fail(new Error('no answer in time'));
      request.destroy();
    }, asked.timeout);
    listen((error) => {
      // Once an answer has begun, the request was heard: a second could be a second sign-in.
      if (settled || answered || !isStale(request, error)) {
        fail(error);
        return;
      }
      request = start(url, asked, false);
      listen(fail);
    });

    function settle(): void {
      settled = true;
      clearTimeout(timer);
    }

    function fail(error: Error): void {
      settle();
      reject(error);
    }

    function succeed(answer: HttpAnswer): void {
      settle();
      resolve(answer);
    }

    function listen(onError: (error: Error) => void): void {
      request.on('error', onError);
      request.on('response', (response) => {
        answered = true;
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
  const started = request(url, {
    method,
    headers: { 'user-agent': userAgent, ...headers },
    agent: mayReuse ? agent : false,
  });
  started.end(body);
  return started;
}

/** The other side had given up a connection that was kept; a frozen Lambda hears of it late. */
function isStale({ reusedSocket }: http.ClientRequest, error: Error): boolean {
  return reusedSocket && 'code' in error && staleCodes.has(error.code);
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
