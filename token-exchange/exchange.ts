/** One request under the auth path: the endpoint's answer, or an error in the caller's language. */
import type { Dependencies } from './dependencies.ts';
import { callback } from './endpoints/callback.ts';
import { login } from './endpoints/login.ts';
import { logout } from './endpoints/logout.ts';
import { refresh } from './endpoints/refresh.ts';
import { session } from './endpoints/session.ts';
import { style } from './endpoints/style.ts';
import { token } from './endpoints/token.ts';
import { ExchangeError } from './errors.ts';
import { badRequest, comeBack, notAllowed, statuses } from './pages/index.ts';
import { html, json, type Reply } from './reply.ts';
import { isNavigation, type ExchangeRequest } from './request.ts';

type EndpointHandler = (
  request: ExchangeRequest,
  dependencies: Dependencies,
) => Promise<Reply> | Reply;

interface EndpointEntry {
  readonly methods: readonly string[];
  readonly handle: EndpointHandler;
  /** Its answer names no host, so that the deployment need not be asked for its own. */
  readonly forAnyHost?: boolean;
}

const endpoints: Readonly<Record<string, EndpointEntry>> = {
  login: { methods: ['GET', 'HEAD'], handle: login },
  callback: { methods: ['GET'], handle: callback },
  logout: { methods: ['GET', 'POST'], handle: logout },
  session: { methods: ['GET'], handle: session },
  refresh: { methods: ['POST'], handle: refresh },
  token: { methods: ['POST'], handle: token },
  style: { methods: ['GET', 'HEAD'], handle: style, forAnyHost: true },
};

export async function exchange(
  request: ExchangeRequest,
  dependencies: Dependencies,
): Promise<Reply> {
  try {
    const entry = Object.hasOwn(endpoints, request.endpoint) ? endpoints[request.endpoint] : null;
    if (!entry) throw new ExchangeError('not_found', 'there is no such endpoint');
    if (!entry.methods.includes(request.method)) return methodNotAllowed(entry.methods);
    if (entry.forAnyHost !== true) await checkHost(request, dependencies);
    return await entry.handle(request, dependencies);
  } catch (error) {
    return answerError(request, error, dependencies);
  }
}

/** RFC 9110, section 15.5.6. */
function methodNotAllowed(methods: readonly string[]): Reply {
  const body = { error: 'invalid_request', error_description: `use ${methods.join(' or ')}` };
  return json(405, body, 'method-not-allowed', { headers: { allow: methods.join(', ') } });
}

/** Links and redirects are made of it, so it has to be one of the deployment's own. */
async function checkHost(
  { host, endpoint }: ExchangeRequest,
  dependencies: Dependencies,
): Promise<void> {
  const deployment = await dependencies.deployment().catch((error: unknown) => {
    // Whoever wants to be signed out is, whatever is wrong here: that needs no host.
    if (endpoint === 'logout') return null;
    throw error;
  });
  if (deployment?.hosts.includes(host) === false) {
    throw new ExchangeError('invalid_request', 'this host is not known');
  }
}

function answerError(
  request: ExchangeRequest,
  error: unknown,
  { settings: { authPath, theme } }: Dependencies,
): Reply {
  const known =
    error instanceof ExchangeError
      ? error
      : new ExchangeError('server_error', 'this failed', error);
  const headers: Record<string, string> =
    known.status >= 500 ? { 'retry-after': String(known.retryAfter) } : {};
  const more = {
    headers,
    cookies: known.cookies,
    details: { error: known.code, description: known.message, cause: causeOf(known.cause) },
  };
  if (!isNavigation(request)) {
    const body = { error: known.code, error_description: known.message };
    return json(known.status, body, 'error', more);
  }
  return html(known.status, pageFor(), 'error', more);

  function pageFor(): string {
    const detail = `Request ${request.id}`;
    const { status } = known;
    if (status >= 500) return comeBack({ retry: retryPath(), detail, theme, status });
    if (status === statuses.notAllowed) {
      return notAllowed({ home: '/', logout: `${authPath}/logout`, theme });
    }
    return badRequest({ home: '/', detail, theme, status });
  }

  function retryPath(): string {
    const returnTo = known.returnTo ?? request.query.get('return_to');
    return `${authPath}/login${returnTo === null ? '' : `?return_to=${encodeURIComponent(returnTo)}`}`;
  }
}

/** What went wrong underneath, in a word: messages of libraries may quote what they were given. */
function causeOf(cause: unknown): string | undefined {
  if (cause instanceof Error) return cause.name;
  return typeof cause === 'string' ? cause : undefined;
}
