/** An explanation in words and in JSON. Pure. */
import type { ViewerRequest } from '../../local/cloudfront/event.ts';
import { decodeGroups, parseToken } from '../../session/token.ts';
import { paint, rows, visible } from '../terminal.ts';
import { iso } from '../times.ts';
import { meaningOf } from '../verdicts.ts';
import type { Answer, Explanation } from './explain.ts';
import type { RuleFound } from './rules.ts';

/** What the ring says of a token, and why nobody could ask it. */
export interface RingSays {
  readonly verdict: string | null;
  readonly now: number | null;
  readonly whyNot: string | null;
}

export interface Told {
  readonly request: ViewerRequest;
  readonly isScript: boolean;
  readonly explanation: Explanation;
  readonly who: 'nobody' | 'played' | 'token';
  readonly known: RingSays;
  /** Whether what was given is a token at all. */
  readonly isParsed: boolean;
  /** Whether the deployment has code of the user's own that was not asked. */
  readonly isOwnUnasked: boolean;
  /** Whether the token stood on the command line. */
  readonly wasShown: boolean;
}

const meanings: Partial<Record<Explanation['reason'], string>> = {
  ok: 'the session is good and the rule lets it in',
  public: 'the rule lets everyone in; no session is looked at',
  nowhere: 'the token exchange has no such endpoint',
  own: 'the session and the rule let it in, and afterAuthorize answers itself',
  'own-failed': 'afterAuthorize, your own code, fails',
  renewed: 'the session is good and gets a later expiry: a new cookie, and the same page again',
};

export function explanationLines(told: Told, token: string): string[] {
  const { request, explanation } = told;
  const { answer, rule, served, own } = explanation;
  const host = request.headers['host'] ?? '';
  const url = `${host === 'localhost' ? '' : host}${request.uri}${request.query === undefined ? '' : `?${request.query}`}`;
  return [
    paint('bold', `${request.method} ${visible(url)}`),
    '',
    ...rows([
      [
        'Asked by',
        `${whoText(told, token)}, ${isPage(request) ? 'going to a page' : 'a script or a form'}`,
      ],
      ['Answer', answerText(answer)],
      ['Why', whyText(explanation)],
      ...(rule ? [['Rule', ruleText(rule)] as const] : []),
      ...(served ? [['Served', servedText(served, rule)] as const] : []),
      ...(own ? [['afterAuthorize', servedText(own, rule)] as const] : []),
    ]),
    ...remarks(told),
  ];
}

function whyText({ reason, ownFault }: Explanation): string {
  const why = `${reason}: ${meanings[reason] ?? meaningOf(reason)}`;
  return ownFault === null ? why : visible(`${why}: ${ownFault}`);
}

function remarks(told: Told): string[] {
  const lines = [
    ...assumptions(told).map((text) => ['Assumed', text] as const),
    ...notes(told).map((text) => ['Note', text] as const),
  ];
  return lines.length === 0 ? [] : ['', ...rows(lines)];
}

export function explanationJson(told: Told, token: string): object {
  const { request, explanation } = told;
  const claims = parseToken(token);
  return {
    ok: true,
    asked: {
      method: request.method,
      host: request.headers['host'],
      path: request.uri,
      query: request.query ?? null,
      navigation: isPage(request),
    },
    session: claims && {
      sub: claims.sub,
      groups: groupsOf(claims.groups),
      issued: iso(claims.iat),
      expires: iso(claims.exp),
    },
    ...explanation,
    assumed: assumptions(told),
    notes: notes(told),
  };
}

function isPage({ method, headers }: ViewerRequest): boolean {
  const mode = headers['sec-fetch-mode'];
  const isRead = method === 'GET' || method === 'HEAD';
  return (
    isRead &&
    (mode === undefined ? /text\/html/.test(headers['accept'] ?? '') : mode === 'navigate')
  );
}

function whoText({ who }: Told, token: string): string {
  const claims = parseToken(token);
  if (who === 'nobody') return 'somebody without a session';
  if (!claims) return 'somebody with a cookie that is no session token';
  const groups = groupsOf(claims.groups).join(', ') || 'no group';
  return visible(`${claims.sub} (${groups})`);
}

/** Names that are not well-formed stay as they are. */
function groupsOf(groups: string): string[] {
  try {
    return decodeGroups(groups);
  } catch {
    return groups.split('~');
  }
}

function answerText(answer: Answer): string {
  if (answer.kind === 'edge') {
    return answer.location === null
      ? `${answer.status}, by the edge`
      : `${answer.status} to ${visible(answer.location)}`;
  }
  const to =
    answer.kind === 'origin' ? 'passed on to the origin' : 'passed on to the token exchange';
  const headers = Object.entries(answer.headers).map(([name, value]) => `  ${name}: ${value}`);
  return visible([`${to} as ${answer.path}`, ...headers].join('\n'));
}

function ruleText({ index, path, allow }: RuleFound): string {
  if (index === null) return 'none matches, so any session will do';
  const whom =
    typeof allow === 'object'
      ? `a session in ${allow.groups.join(' or ')}`
      : { public: 'everyone', session: 'any session', owner: 'the user whose sub it names' }[allow];
  return visible(`rules[${index}], ${path}: open to ${whom}`);
}

function servedText(
  { path, rule }: NonNullable<Explanation['served']>,
  asked: RuleFound | null,
): string {
  if (rule !== null && rule.index === asked?.index) return visible(`${path}, by the same rule`);
  return `${visible(path)}, which has to be open too${rule ? `: ${ruleText(rule)}` : ''}`;
}

/** What is not known, and taken to be so. */
function assumptions({ who, known, isParsed }: Told): string[] {
  const why =
    known.whyNot === null ? '' : ` (the keys Lambda could not be asked: ${visible(known.whyNot)})`;
  if (who === 'played') {
    const session =
      'a session just begun, signed with a key made up here; a real one has to be good first';
    return known.verdict === null
      ? [session, `the edges can read their key ring, at which nobody has looked${why}`]
      : [session];
  }
  if (who === 'nobody' || !isParsed || known.verdict !== null) return [];
  return [`the token's signature is good, and nothing has revoked it${why}`];
}

/** @returns what to know besides */
function notes({ wasShown, isOwnUnasked }: Told): string[] {
  return [
    ...(wasShown
      ? ['a token on the command line shows in the list of processes: give it by --cookie -']
      : []),
    ...(isOwnUnasked
      ? [
          'the deployment has code of its own (afterAuthorize), which has the last word on what is let in and was not asked: name its file by --after-authorize',
        ]
      : []),
  ];
}
