/**
 * What a request must and may meet, written from the design's text with parsers and matchers of
 * its own. It takes any event, also one that CloudFront would never send: of such it says only
 * who must not pass.
 */
import type { CheckedConfig } from '../../functions/compile/check.ts';
import type { Step, Store } from '../engine/steps.ts';
import { encodeName } from '../vectors/format.ts';
import { Reader, bearerOf, crossSite, isNavigation } from './reference-request.ts';
import { openTo, readPath, type Open } from './reference-path.ts';
import { judgeSession, type Judged } from './reference-session.ts';

export interface Expected {
  /** May it pass, to the origin or to the token exchange? */
  readonly mayPass: boolean;
  /** Must it? */
  readonly mustPass: boolean;
  /** Passing means: on to the token exchange, with a verdict. */
  readonly handedOn: boolean;
  /** May a fresh session cookie be given, and must it? */
  readonly renewal: 'no' | 'may' | 'must';
  /** The path that is served. */
  readonly served: string;
  readonly judged: Judged;
  /** The reasons that a 401 may give; empty where the design does not settle it. */
  readonly reasons: readonly string[];
  readonly usesBearer: boolean;
}

const endpoints = 'login callback refresh logout session token renew style'.split(' ');
const refusal: Omit<Expected, 'judged'> = {
  mayPass: false,
  mustPass: false,
  handedOn: false,
  renewal: 'no',
  served: '',
  reasons: [],
  usesBearer: false,
};

export function expect(step: Step, store: Store, now: number, config: CheckedConfig): Expected {
  const reader = new Reader();
  const request = reader.object(reader.object(step.event).request);
  const headers = reader.object(request.headers);
  const cookies = reader.object(request.cookies);
  const method = reader.text(request.method);
  const uri = reader.text(request.uri);
  const header = (name: string) => reader.item(headers, name);
  if (!uri.startsWith('/')) reader.odd = true;

  // What is no text is no path to refuse, and no rule opens it.
  const path = typeof request.uri === 'string' ? readPath(uri, config.strictPaths) : uri;
  const none: Judged = { reasons: [] };
  if (path === null) return { ...refusal, judged: none };
  const isExchange = path.startsWith(`${config.authPath}/`);
  const credentials = config.bearer && !isExchange ? bearerOf(header('authorization')) : '';
  const site = crossSite(method, header);
  if (site === 'yes' && credentials === '') return { ...refusal, judged: none };
  if (site === 'maybe') reader.odd = true;

  const text = credentials || reader.item(cookies, '__Host-latchkey');
  const judged = judgeSession(text, store, now, config, isExchange);
  const navigates = isNavigation(method, header);
  const read = { uri, path, method, judged, reasons: reader.odd ? [] : judged.reasons };
  const sure = () => !reader.odd;
  if (isExchange) return exchange(read, config, sure);
  const served = servedPath(read, navigates, config);
  return page({ ...read, served, credentials }, header, config, now, sure);
}

interface Read {
  readonly uri: string;
  readonly path: string;
  readonly method: string;
  readonly judged: Judged;
  readonly reasons: readonly string[];
}

function exchange(read: Read, { authPath }: CheckedConfig, sure: () => boolean): Expected {
  const { uri, method, judged, reasons } = read;
  const endpoint = endpoints.find((name) => uri === `${authPath}/${name}`);
  if (endpoint === undefined) return { ...refusal, judged };
  if (endpoint !== 'renew') {
    return {
      ...refusal,
      mayPass: true,
      mustPass: sure(),
      handedOn: true,
      served: uri,
      judged,
      reasons,
    };
  }
  const good = method === 'POST' ? goodness(judged) : 'no';
  const renewal =
    good === 'surely' && !sure()
      ? 'may'
      : ({ no: 'no', maybe: 'may', surely: 'must' } as const)[good];
  return { ...refusal, renewal, judged, reasons: method === 'POST' ? reasons : [] };
}

function page(
  read: Read & { readonly served: string; readonly credentials: string },
  header: (name: string) => string,
  config: CheckedConfig,
  now: number,
  sure: () => boolean,
): Expected {
  const { uri, path, method, judged, served, credentials, reasons } = read;
  const servedAs = served === uri ? path : readPath(served, config.strictPaths);
  if (servedAs === null) return { ...refusal, judged };
  const opens = [openTo(path, config), openTo(servedAs, config)];
  const passing = { ...refusal, mayPass: true, served, judged };
  if (opens.every(({ to }) => to === 'everyone')) return { ...passing, mustPass: sure() };
  const good = goodness(judged);
  if (good === 'no') return { ...refusal, judged, reasons };
  if (!opens.every((open) => lets(open, judged))) return { ...refusal, judged };
  const navigates = method === 'GET' && header('sec-fetch-mode') === 'navigate';
  const gains = navigates && credentials === '' && isLate(judged, config, now);
  const isSure = sure() && good === 'surely';
  return {
    ...passing,
    mustPass: isSure && !gains,
    renewal: gains ? (isSure && judged.signing ? 'must' : 'may') : 'no',
    usesBearer: credentials !== '',
  };
}

function goodness({ reasons }: Judged): 'no' | 'maybe' | 'surely' {
  if (!reasons.includes('')) return 'no';
  return reasons.length === 1 ? 'surely' : 'maybe';
}

function lets(open: Open, { claims }: Judged): boolean {
  if (open.to === 'owner') return claims?.sub === open.sub;
  if (open.to !== 'groups') return true;
  const held = claims?.groups.split('~') ?? [];
  return open.groups.some((group) => held.includes(encodeName(group)));
}

/** The expiry that a renewal gives. */
export const renewedExp = (iat: number, now: number, { sessionTtl, maxAge }: CheckedConfig) =>
  Math.min(now + sessionTtl, iat + maxAge);

function isLate({ claims }: Judged, config: CheckedConfig, now: number): boolean {
  return (
    claims !== undefined &&
    claims.exp - now < config.sessionTtl / 2 &&
    renewedExp(claims.iat, now, config) > claims.exp
  );
}

function servedPath(read: Read, navigates: boolean, config: CheckedConfig): string {
  const { uri, path, method } = read;
  if (method !== 'GET' && method !== 'HEAD') return uri;
  if (config.indexDocument !== null && path.endsWith('/')) return uri + config.indexDocument;
  const hasExtension = path.split('/').at(-1)?.includes('.');
  return config.spaFallback !== null && navigates && !hasExtension ? config.spaFallback : uri;
}
