/** Why a request gets the answer that it gets, found out from the real edge function. */
import type { HttpResponse } from '../../local/http.ts';
import type { ViewerRequest } from '../../local/cloudfront/event.ts';
import { verdictHeader } from '../../session/names.ts';
import type { Verdict } from '../../session/reasons.ts';
import { askEdge, type Outcome, type World } from './edge.ts';
import { askOwn } from './own.ts';
import { findRule, findServed, type RuleFound } from './rules.ts';

export interface Explanation {
  readonly answer: Answer;
  readonly reason: Verdict | 'public' | 'nowhere' | 'renewed' | 'own' | 'own-failed';
  /** The rule that judges the path as asked; `null` where no rule is asked. */
  readonly rule: RuleFound | null;
  /** Where the request is rewritten: to what, and the rule that judges that as well. */
  readonly served: Rewritten | null;
  /** What the user's own code makes of the path; `null` where it leaves it, or was not asked. */
  readonly own: Rewritten | null;
  /** What is wrong with the user's own code, where that is the reason. */
  readonly ownFault: string | null;
}

interface Rewritten {
  readonly path: string;
  readonly rule: RuleFound | null;
}

export type Answer =
  | {
      readonly kind: 'origin' | 'token-exchange';
      readonly path: string;
      /** What the edge tells it. */
      readonly headers: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'edge'; readonly status: number; readonly location: string | null };

export async function explain(world: World, request: ViewerRequest): Promise<Explanation> {
  const { after = null, ...rest } = world;
  const explanation = await explainRules(rest, request);
  return after === null ? explanation : explainOwn(world, request, explanation);
}

/** What becomes of a request where the user's own code has the last word on what is let in. */
async function explainOwn(
  world: World,
  request: ViewerRequest,
  letIn: Explanation,
): Promise<Explanation> {
  const { outcome, fault } = await askOwn(world, request);
  const answer: Answer =
    'status' in outcome
      ? { kind: 'edge', status: outcome.status, location: null }
      : answerOf(outcome, request);
  if (fault !== null) return { ...letIn, answer, reason: 'own-failed', ownFault: fault };
  if (letIn.answer.kind !== 'origin') return letIn;
  if (answer.kind === 'edge') {
    const said = await saidToScript(world, request);
    const isSame = said?.status === (answer.status === 302 ? 401 : answer.status);
    const reason = said && isSame ? said.reason : 'own';
    if (reason !== 'unavailable') return { ...letIn, answer, reason };
    const ownFault = 'it makes of the request, or answers with, what the edge cannot use';
    return { ...letIn, answer, reason: 'own-failed', ownFault };
  }
  const { path } = answer;
  const isRewritten = path !== letIn.answer.path;
  const own = isRewritten ? { path, rule: await findRule(world, path) } : null;
  return { ...letIn, answer, own };
}

/** All but the user's own code. */
async function explainRules(world: World, request: ViewerRequest): Promise<Explanation> {
  const outcome = await askEdge(world, request);
  const answer = answerOf(outcome, request);
  if (answer.kind === 'token-exchange' || isUnderAuthPath(world, request)) {
    const reason = reasonUnderAuthPath(outcome, answer);
    return { answer, reason, rule: null, served: null, own: null, ownFault: null };
  }
  const rule = await findRule(world, request.uri);
  const path = await findServed(world, request);
  const served = path === request.uri ? null : { path, rule: await findRule(world, path) };
  return {
    answer,
    rule,
    served,
    own: null,
    ownFault: null,
    reason: await reasonFor(world, request, answer, [rule, served?.rule ?? rule]),
  };
}

function isUnderAuthPath({ config }: World, { uri }: ViewerRequest): boolean {
  return uri.startsWith(`${config.authPath}/`);
}

function answerOf(outcome: Outcome, asked: ViewerRequest): Answer {
  if ('response' in outcome) {
    const { status, headers } = outcome.response;
    return { kind: 'edge', status, location: (headers['location'] as string | undefined) ?? null };
  }
  const { uri, headers } = outcome.request;
  const added = Object.entries(headers).filter(([name, value]) => asked.headers[name] !== value);
  const kind =
    verdictHeader in headers && !(verdictHeader in asked.headers) ? 'token-exchange' : 'origin';
  return { kind, path: uri, headers: Object.fromEntries(added) };
}

function reasonUnderAuthPath(outcome: Outcome, answer: Answer): Explanation['reason'] {
  if (answer.kind !== 'edge')
    return answer.kind === 'origin' ? 'public' : (answer.headers[verdictHeader] as Verdict);
  const said = 'response' in outcome ? reasonIn(outcome.response) : null;
  if (said !== null) return said;
  return answer.status === 204 ? 'renewed' : (byStatus[answer.status] ?? 'unavailable');
}

const byStatus: Partial<Record<number, Explanation['reason']>> = {
  400: 'path',
  403: 'cross-site',
  404: 'nowhere',
};

async function reasonFor(
  world: World,
  request: ViewerRequest,
  answer: Answer,
  rules: readonly (RuleFound | null)[],
): Promise<Explanation['reason']> {
  if (answer.kind !== 'edge') {
    return rules.every((rule) => rule?.allow === 'public') ? 'public' : 'ok';
  }
  const { authPath } = world.config;
  const isLogin = answer.location?.startsWith(`${authPath}/login?`) === true;
  if (answer.status === 302 && !isLogin) return 'renewed';
  // To a script the edge says why. It gets the same answer, unless only a page is rewritten.
  const said = await saidToScript(world, request);
  if (said !== null && said.status === (answer.status === 302 ? 401 : answer.status))
    return said.reason;
  if (answer.status !== 403) return verdictOn(world, request);
  return rules.some((rule) => rule?.allow === 'owner') ? 'owner' : 'group';
}

async function saidToScript(world: World, request: ViewerRequest) {
  const headers = { ...request.headers, 'sec-fetch-mode': 'cors' };
  const outcome = await askEdge(world, { ...request, headers });
  if (!('response' in outcome)) return null;
  const reason = reasonIn(outcome.response);
  return reason === null ? null : { reason, status: outcome.response.status };
}

function reasonIn({ body }: HttpResponse): Verdict | 'nowhere' | null {
  try {
    return (JSON.parse(String(body)) as { reason?: Verdict }).reason ?? null;
  } catch {
    return null;
  }
}

/** What the edge thinks of the session, as it tells the token exchange. */
async function verdictOn(world: World, request: ViewerRequest): Promise<Verdict> {
  const uri = `${world.config.authPath}/session`;
  const outcome = await askEdge(world, { ...request, method: 'GET', uri });
  return 'request' in outcome
    ? ((outcome.request.headers[verdictHeader] ?? 'unavailable') as Verdict)
    : 'unavailable';
}
