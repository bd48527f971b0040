/** Holds what the edge made of an event against what it may and must do. */
import type { CheckedConfig } from '../../functions/compile/check.ts';
import type { Outcome, Step, Store } from '../engine/steps.ts';
import { judgeSession } from './reference-session.ts';
import { renewedExp, type Expected } from './reference.ts';

type Items = Readonly<Record<string, { readonly value?: unknown; readonly attributes?: unknown }>>;

interface Result {
  readonly statusCode?: number;
  readonly uri?: string;
  readonly headers?: Items;
  readonly cookies?: Items;
  readonly body?: unknown;
}

export interface Trial {
  readonly step: Step;
  readonly store: Store;
  readonly now: number;
  readonly config: CheckedConfig;
  readonly expected: Expected;
}

/** What is wrong with an outcome; nothing, if all is well. */
export function violations(trial: Trial, outcome: Outcome): string[] {
  if (outcome.threw !== undefined) return [`threw ${outcome.threw}`];
  const result = outcome.result as Result | undefined;
  if (typeof result !== 'object' || result === null) return ['made nothing'];
  if ('statusCode' in result) return [...malformedAnswer(result), ...wrongAnswer(trial, result)];
  return wrongPass(trial, result);
}

function malformedAnswer({ statusCode, headers = {}, body }: Result): string[] {
  const found: string[] = [];
  if (![204, 302, 400, 401, 403, 404, 503].includes(Number(statusCode)))
    found.push(`status ${statusCode}`);
  for (const [name, item] of Object.entries(headers)) {
    if (!/^[a-z-]+$/.test(name)) found.push(`header ${name}`);
    if (typeof item.value !== 'string' || !/^[\x20-\x7e]*$/.test(item.value)) {
      if (name !== 'location') found.push(`the value of ${name}`);
    }
  }
  if (headers['cache-control']?.value !== 'no-store') found.push('not no-store');
  if (body !== undefined && typeof body !== 'string') found.push('a body that is no text');
  return found;
}

function wrongAnswer(trial: Trial, result: Result): string[] {
  const { expected } = trial;
  if (result.cookies !== undefined) return wrongRenewal(trial, result);
  if (expected.renewal === 'must') return [`no renewal, but ${result.statusCode}`];
  if (expected.mustPass) return [`refused with ${result.statusCode}, but must pass`];
  if (result.statusCode === 204) return ['204 without a cookie'];
  if (result.statusCode !== 401 || expected.reasons.length === 0) return [];
  const { reason } = JSON.parse(String(result.body)) as { reason: string };
  return expected.reasons.includes(reason) || expected.reasons.includes('unavailable')
    ? []
    : [`401 for ${reason}, not ${expected.reasons.join(' or ')}`];
}

function wrongRenewal({ expected, store, now, config, step }: Trial, result: Result): string[] {
  if (expected.renewal === 'no') return ['a cookie where there is nothing to renew'];
  const [[name, cookie] = ['', {}], ...more] = Object.entries(result.cookies ?? {});
  const attributes = `Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=${config.cookieMaxAge}`;
  if (name !== '__Host-latchkey' || more.length > 0) return ['another cookie'];
  if (cookie.attributes !== attributes) return [`attributes ${String(cookie.attributes)}`];
  if (result.statusCode !== 204 && result.statusCode !== 302)
    return [`renewed with ${result.statusCode}`];
  const query = step.rawQueryString ? `?${step.rawQueryString}` : '';
  const asked = `${(step.event as { request: { uri: string } }).request.uri}${query}`;
  if (result.statusCode === 302 && result.headers?.location?.value !== asked)
    return ['302 elsewhere'];
  const before = expected.judged.claims;
  const { signing } = expected.judged;
  if (!before || !signing) return [];
  const after = judgeSession(String(cookie.value), store, now, config, false);
  const exp = Math.max(renewedExp(before.iat, now, config), before.exp);
  const same = (['iat', 'sid', 'sub', 'groups'] as const).every(
    (claim) => after.claims?.[claim] === before[claim],
  );
  if (!after.reasons.includes('') || !same) return [`renewed to ${String(cookie.value)}`];
  if (after.claims?.exp === before.exp) return [];
  return after.claims?.exp === exp && after.claims.kid === signing.kid
    ? []
    : [`renewed to ${String(cookie.value)}, not ${exp} by ${signing.kid}`];
}

/** Half of a surrogate pair does not survive the way into the engine. */
const wellFormed = (text: unknown) => Buffer.from(String(text)).toString();

const hasSessionCookie = (cookies: unknown) =>
  typeof cookies === 'object' && cookies !== null && '__Host-latchkey' in cookies;

const identity = ['sub', 'groups', 'sid'] as const;

function wrongPass({ expected, config }: Trial, result: Result): string[] {
  const { judged, handedOn } = expected;
  const found: string[] = [];
  if (!expected.mayPass) return ['passed, but must not'];
  if (expected.renewal === 'must') found.push('passed without a renewal');
  const value = (name: string) => result.headers?.[name]?.value;
  if (wellFormed(result.uri) !== wellFormed(expected.served))
    found.push(`served ${String(result.uri)}`);
  if (handedOn) {
    const verdict = String(value('x-latchkey-verdict')).replace(/^ok$/, '');
    const known = expected.reasons.length === 0 || expected.reasons.includes('unavailable');
    if (!known && !expected.reasons.includes(verdict)) found.push(`verdict ${verdict}`);
    if (verdict === '' && !judged.reasons.includes('')) found.push('verdict ok');
    // A list keeps no names, so there is nothing to read on the other side.
    if (!Array.isArray(result.headers) && value('x-latchkey-host') !== (value('host') ?? ''))
      found.push('another host');
    return found;
  }
  if (hasSessionCookie(result.cookies)) found.push('with the session cookie');
  if (expected.usesBearer && value('authorization') !== undefined)
    found.push('with the bearer token');
  for (const claim of identity) {
    const given = value(`x-latchkey-${claim}`);
    const mayHave = config.identityHeaders
      ? judged.claims?.[claim].split('~').join(',')
      : undefined;
    if (given !== undefined && given !== mayHave) found.push(`with a made-up ${claim}`);
  }
  const odd = Object.keys(result.headers ?? {}).filter(
    (name) => name.replaceAll('_', '-') !== name,
  );
  if (config.identityHeaders && odd.some((name) => name.startsWith('x'))) found.push(odd.join());
  return found;
}
