/**
 * Which rule decides, found out from the real edge function: it is asked with one rule at a time,
 * as somebody whom no such rule lets in. Nothing here knows how a pattern is matched.
 */
import { randomBytes } from 'node:crypto';
import type { CheckedConfig, RuleInput } from '../../functions/compile/check.ts';
import type { ViewerRequest } from '../../local/cloudfront/event.ts';
import { sessionCookie } from '../../session/names.ts';
import { askEdge, type World } from './edge.ts';
import { playedToken, ringEntry, throwawayKey } from './session.ts';

export interface RuleFound {
  /** Its place among the rules, from 0; `null` where none matches. */
  readonly index: number | null;
  readonly path: string | null;
  readonly allow: RuleInput['allow'];
}

type Place = Pick<World, 'bundle' | 'config' | 'now'>;

/** The rule that judges a path; `null` when the path gets to no rule. */
export async function findRule(place: Place, path: string): Promise<RuleFound | null> {
  const isRefused = prober(place, path);
  if (await isRefused([])) return null;
  for (const [index, rule] of place.config.rules.entries()) {
    const closed: RuleInput =
      rule.allow === 'owner' ? rule : { ...rule, allow: { groups: ['nobody'] } };
    if (await isRefused([closed])) return { index, ...rule };
  }
  return { index: null, path: null, allow: 'session' };
}

/** What the origin is asked for instead; the path itself when nothing is rewritten. */
export async function findServed(place: Place, request: ViewerRequest): Promise<string> {
  const { headers, ...rest } = request;
  const kept = Object.entries(headers).filter(
    ([name]) => !['origin', 'sec-fetch-site', 'authorization'].includes(name),
  );
  const asked = { ...rest, headers: Object.fromEntries(kept) };
  const outcome = await askWithRules(place, [], asked);
  return 'request' in outcome ? outcome.request.uri : request.uri;
}

function prober(place: Place, path: string) {
  const request: ViewerRequest = {
    // Asks for nothing that could be rewritten, and changes nothing.
    method: 'OPTIONS',
    uri: path,
    query: undefined,
    headers: { host: 'localhost' },
    cookie: undefined,
    body: Buffer.alloc(0),
  };
  return async (rules: CheckedConfig['rules']): Promise<boolean> =>
    'response' in (await askWithRules(place, rules, request));
}

/** Asks as somebody with a session, in no group, whose sub is nobody's. */
function askWithRules(place: Place, rules: CheckedConfig['rules'], request: ViewerRequest) {
  const { bundle, now } = place;
  const config: CheckedConfig = { ...place.config, rules, bearer: false };
  const key = throwawayKey();
  const token = playedToken({ sub: randomBytes(16).toString('hex'), groups: [] }, key, now, config);
  const store = new Map([ringEntry(config.audience, key, now)]);
  const cookie = `${sessionCookie}=${token}`;
  return askEdge({ bundle, config, now, store }, { ...request, cookie });
}
