/** What must hold of every history within the bounds. Each answers with what broke it. */
import { parseToken } from '../../session/token.ts';
import { lifetimes } from '../../simulate/system/edge-config.ts';
import type { Asked, End, Record, Rules, SignIn, Token } from './record.ts';

export type Property = (record: Record, rules: Rules) => readonly unknown[];

const accepted = ({ asked }: Record) => asked.filter(({ reason }) => reason === '');

function lineage(token: Token): Token[] {
  return token.parent ? [token, ...lineage(token.parent)] : [token];
}

const hasReached = ({ time }: Asked, { done }: End, { propagation }: Rules) =>
  time >= done + propagation;

const isFromBefore = (signIn: SignIn | null, { began }: End) =>
  signIn !== null && signIn.at < began;

/** Where Cognito dates its memory anew, nothing tells that from a sign-in since. */
const isDatedBefore = (signIn: SignIn | null, end: End) =>
  isFromBefore(signIn, end) && signIn?.isDatedAnew === false;

const endedBy = (record: Record, ...tasks: End['task'][]) =>
  record.ends.filter(({ task }) => tasks.includes(task));

/**
 * Where nothing ends a session, one that lives by the edge's own clock is good there, and everybody
 * can be let in.
 */
export const noneWronglyRefused: Property = (record) => [
  ...record.asked.filter(({ token, reason, now }) => {
    const { iat, exp } = parseToken(token.text)!;
    return reason !== '' && now < exp && now < iat + lifetimes.maxAge;
  }),
  ...record.minted.filter(({ text }) => text === ''),
];

/** A dropped key lets nobody in, nor does what was renewed from what it signed. */
export const droppedKeysLetNobodyIn: Property = (record, rules) =>
  accepted(record).filter((asked) =>
    endedBy(record, 'drop', 'replace').some(
      (end) =>
        hasReached(asked, end, rules) &&
        lineage(asked.token).some(({ text }) => end.dropped.includes(parseToken(text)!.kid)),
    ),
  );

export const revokedUsersStayOut: Property = (record, rules) =>
  accepted(record).filter((asked) =>
    endedBy(record, 'revoke-user').some(
      (end) =>
        hasReached(asked, end, rules) &&
        asked.token.signIn?.sub === end.signIn?.sub &&
        isFromBefore(asked.token.signIn, end),
    ),
  );

export const endedSessionsStayOut: Property = (record, rules) =>
  accepted(record).filter((asked) =>
    endedBy(record, 'revoke-session', 'sign-out').some(
      (end) => hasReached(asked, end, rules) && asked.token.signIn === end.signIn,
    ),
  );

export const everyoneOutMeansEveryone: Property = (record, rules) =>
  accepted(record).filter((asked) =>
    endedBy(record, 'everyone-out').some(
      (end) => hasReached(asked, end, rules) && isDatedBefore(asked.token.signIn, end),
    ),
  );

export const renewalLaundersNothing: Property = (record) => [
  ...record.tokens.filter(({ text, parent }) => {
    if (!parent) return false;
    const [token, old] = [parseToken(text)!, parseToken(parent.text)!];
    return (
      token.iat !== old.iat ||
      token.sid !== old.sid ||
      token.sub !== old.sub ||
      token.groups !== old.groups ||
      token.exp > token.iat + lifetimes.maxAge
    );
  }),
  ...accepted(record).filter(
    ({ token, now }) => now >= parseToken(token.text)!.iat + lifetimes.maxAge,
  ),
];

/** What Cognito vouches for from before makes no session any more. */
export const nothingIsMintedFromBefore: Property = (record, { mintingRing, step }) =>
  record.minted.filter(
    ({ time, signIn, text, isRefresh }) =>
      text !== '' &&
      record.ends.some((end) => {
        const { task, done, signIn: ended } = end;
        // Whoever is let in until then, by a ring from before, is refused by every edge: see above.
        if (time <= done + mintingRing + step || !isFromBefore(signIn, end)) return false;
        if (task === 'everyone-out') return isDatedBefore(signIn, end);
        if (task === 'revoke-user') return signIn.sub === ended?.sub;
        // What is refreshed where an edge is behind keeps its name, by which every edge refuses it.
        return task === 'revoke-session' && signIn === ended && !isRefresh;
      }),
  );
