/**
 * Asks the built edge function, in whichever engine, what CloudFront would ask it.
 */
import type { EdgeConfigInput } from '../../functions/compile/check.ts';
import { edgeCode, readEdgeBundles } from '../../functions/compile/edge-code.ts';
import type { Outcome, RunBatch, Step, Store } from '../engine/steps.ts';
import { ring, token, type Session } from '../vectors/format.ts';

export const bundle = readEdgeBundles(new URL('../../dist/edge/', import.meta.url));

/** The configuration that the design shows. */
export const designConfig = {
  audience: 'demo',
  authPath: '/_auth',
  rules: [
    { path: '/', allow: 'public' },
    { path: '/admin/*', allow: { groups: ['admins'] } },
    { path: '/users/{sub}/*', allow: 'owner' },
    { path: '/app/*', allow: 'session' },
  ],
  sessionTtl: 1800,
  maxAge: 3600,
  cookieMaxAge: 604800,
  identityHeaders: false,
  bearer: false,
  strictPaths: true,
  indexDocument: 'index.html',
  spaFallback: null,
} as const satisfies EdgeConfigInput;

export const clock = 1_800_000_000;
export const sessionCookie = '__Host-latchkey';
export const kid = 'trba80';
export const key = 'signing-key-'.padEnd(43, '0');
export const session: Session = {
  kid,
  iat: clock - 300,
  exp: clock + 1500,
  sid: 'QUJDREVGR0hJSktM',
  sub: 'user-1',
  groups: [],
};

export const sessionToken = (changes: Partial<Session> = {}, signedWith = key): string =>
  token({ ...session, ...changes }, signedWith);

/** A store with one ring: a key that signs. */
export const storeOf = (times: Parameters<typeof ring>[1] = {}): Record<string, string> => ({
  'keys.demo': ring([{ kid, key, signsFrom: clock - 86_400 }], times),
});

export interface Asking {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: Readonly<Record<string, string>>;
  /** A good session's token in the cookie, or this one. */
  readonly as?: string | Partial<Session>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly rawQueryString?: string;
  readonly store?: Store;
  readonly now?: number;
}

const items = (values: Readonly<Record<string, string>> = {}) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]));

/** The event that CloudFront makes of a request, as a step of the harness. */
export function step(uri: string, asking: Asking = {}): Step {
  const { as, rawQueryString, store = storeOf(), now } = asking;
  const cookies: Record<string, string> = { ...asking.cookies };
  if (as !== undefined) cookies[sessionCookie] = typeof as === 'string' ? as : sessionToken(as);
  const request = {
    method: asking.method ?? 'GET',
    uri,
    querystring: asking.query ?? {},
    headers: items({ host: 'site.example', ...asking.headers }),
    cookies: items(cookies),
  };
  return {
    event: { version: '1.0', context: { eventType: 'viewer-request' }, request },
    store,
    ...(now !== undefined && { now }),
    ...(rawQueryString !== undefined && { rawQueryString }),
  };
}

type Items = Readonly<Record<string, { readonly value: string; readonly attributes?: string }>>;

/** What became of a request: passed on, or answered with a status. */
export interface Met {
  /** `'passed'`, or the status of the answer. */
  readonly status: 'passed' | number;
  readonly uri: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: Items;
  readonly body: string;
  /** The body, where it is JSON. */
  readonly json: { readonly [name: string]: unknown };
  readonly reads: readonly string[];
  readonly logs: readonly string[];
}

function meet(outcome: Outcome | undefined): Met {
  if (outcome?.threw !== undefined) throw new Error(`the function threw: ${outcome.threw}`);
  const result = outcome?.result as {
    statusCode?: number;
    uri?: string;
    headers?: Items;
    cookies?: Items;
    body?: string;
  };
  const headers = Object.entries(result.headers ?? {}).map(([name, item]) => [name, item.value]);
  const body = result.body ?? '';
  return {
    status: result.statusCode ?? 'passed',
    uri: result.uri ?? '',
    headers: Object.fromEntries(headers) as Record<string, string>,
    cookies: result.cookies ?? {},
    body,
    json: body.startsWith('{') ? (JSON.parse(body) as Record<string, unknown>) : {},
    reads: outcome?.reads ?? [],
    logs: outcome?.logs ?? [],
  };
}

export type Gate = (uri: string, asking?: Asking) => Promise<Met>;

/**
 * The edge function with the design's configuration and these changes to it.
 *
 * @param after the user's own code, compiled
 */
export function gate(
  run: RunBatch,
  settings: Partial<EdgeConfigInput> = {},
  after: string | null = null,
): Gate {
  const code = edgeCode({ ...designConfig, ...settings }, bundle, after);
  return async (uri, asking) => {
    const outcomes = await run({ code, clock, steps: [step(uri, asking)] });
    return meet(outcomes[0]);
  };
}

/** Many requests in one process. */
export async function askAll(
  run: RunBatch,
  requests: readonly (readonly [uri: string, asking?: Asking])[],
  settings: Partial<EdgeConfigInput> = {},
  after: string | null = null,
): Promise<Met[]> {
  const code = edgeCode({ ...designConfig, ...settings }, bundle, after);
  const steps = requests.map(([uri, asking]) => step(uri, asking));
  return (await run({ code, clock, steps })).map(meet);
}

/** What a browser sends when a person opens a page. */
export const navigate = { 'sec-fetch-mode': 'navigate', accept: 'text/html,*/*;q=0.8' };
/** What it sends for a script. */
export const fetching = { 'sec-fetch-mode': 'cors', accept: '*/*' };
