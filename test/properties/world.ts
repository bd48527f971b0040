/** Plays a history: secret and store, edges, Lambdas and writers, each with a clock of its own. */
import { retirement } from '../../keys/rotation.ts';
import { findKey, formatRing, signingKey } from '../../session/key-ring.ts';
import { codeAge, managedLoginAge } from '../../session/lifetimes.ts';
import type { Verdict } from '../../session/reasons.ts';
import { parseToken, signToken } from '../../session/token.ts';
import type { Voucher } from '../../token-exchange/back-in.ts';
import { ExchangeError } from '../../token-exchange/errors.ts';
import { lifetimes } from '../../simulate/system/edge-config.ts';
import { refuse, renew } from '../../simulate/system/edge.ts';
import { letIn, refresh } from '../../simulate/system/exchange.ts';
import type { RingSecret } from '../../simulate/system/ring-secret.ts';
import { countingKeys, newSystem, readRing } from '../../simulate/system/system.ts';
import type { WriterClock } from '../../simulate/system/writers.ts';
import type { After, Deed, History, Moment, Visit } from './history.ts';
import type { Asked, Minted, Record, Rules, SignIn, Token } from './record.ts';
import { Tasks } from './tasks.ts';

const start = 1_800_000_000;
const users = ['user-0', 'user-1', 'user-2'];

/** Whose clock is which of a history's: writers 0 and 1, edges 2 and 3, Lambdas 4 and 5. */
const cognito = 6;

export function play(history: History, rules: Rules): Record {
  const system = newSystem(start, countingKeys(0), rules.times);
  // Long enough after the beginning for every clock to be past it.
  let time = start + rules.skew + 1;
  const tokens: Token[] = [];
  const signIns: SignIn[] = [];
  const asked: Asked[] = [];
  const minted: Minted[] = [];
  const tasks = new Tasks(system, signIns, rules);
  const clockOf = (actor: number) => time + Math.round((history.offsets[actor] ?? 0) * rules.skew);
  const writerClock = (writer: number): WriterClock => ({
    time: () => time,
    now: () => clockOf(writer),
  });

  /** @param seen by an edge: the session, where one is refreshed */
  function mint(
    signIn: SignIn,
    { lambda, age }: { lambda: number; age: number },
    voucher: Voucher = 'jwt',
    seen?: { readonly verdict: Verdict; readonly iat: number },
  ): void {
    const held = system.secret.asOf(time - Math.round(age * (rules.mintingRing + rules.step)));
    const vouched = { ...signIn, iat: clockOf(cognito), groups: ['editors', 'others'] };
    const entry = system.store.latest.entries.get(signIn.sub);
    const now = clockOf(lambda);
    const text = letInOr503(() =>
      seen === undefined
        ? letIn(vouched, held, entry, now, voucher)
        : refresh(vouched, seen.verdict, seen.iat, held, entry, now),
    );
    minted.push({ time, signIn, text, isRefresh: seen !== undefined });
    if (text) tokens.push({ text, signIn, at: time, parent: null });
  }

  /** What an edge thinks of a session, by what has reached it. */
  function seeAt({ edge, late, later }: Pick<Visit, 'edge' | 'late' | 'later'>, { text }: Token) {
    const { ring } = system.store.asOf(time - Math.round(late * rules.propagation));
    const { entries } = system.store.asOf(time - Math.round(later * rules.propagation));
    const view = { ring, entryOf: (sub: string) => entries.get(sub) };
    return { ring, reason: refuse(text, view, clockOf(edge)) };
  }

  function visit(deed: Visit): void {
    time += secondsUntil(deed.after);
    const token = fromLatest(tokens, deed.which);
    if (!token) return;
    const now = clockOf(deed.edge);
    const { ring, reason } = seeAt(deed, token);
    const renewed = reason ? '' : renew(token.text, ring, now);
    asked.push({ time, now, token, reason, renewed });
    if (renewed) tokens.push({ text: renewed, signIn: token.signIn, at: time, parent: token });
  }

  /** Whoever has the signing key makes a session of it. */
  function forge(): void {
    const leaked = signingKey(formatRing(system.secret.current.ring), time);
    const key = leaked && findKey(readRing(system.store.latest.ring), leaked.kid);
    const claims = { iat: time, sid: 'f'.repeat(16), sub: users[0]!, groups: '' };
    const text = key && signToken(claims, key, time + lifetimes.sessionTtl);
    if (text) tokens.push({ text, signIn: null, at: time, parent: null });
  }

  function signInAs(sub: string, others: Partial<SignIn> = {}): SignIn {
    const sid = String(signIns.length).padStart(16, 's');
    const signIn = {
      sub,
      sid,
      at: time,
      authTime: clockOf(cognito),
      refreshable: true,
      isForgotten: false,
      of: null,
      isDatedAnew: false,
      ...others,
    };
    signIns.push(signIn);
    return signIn;
  }

  /** Without the form: what Cognito vouches for is as old as the last time that it was filled in. */
  function remember(which: number, isDatedAnew: boolean): SignIn | null {
    const last = fromLatest(signIns, which);
    if (!last || last.isForgotten || time > forgottenAt(last)) return null;
    const of = last.of ?? last;
    const { sub, at, authTime } = of;
    // A JWT of such a sign-in is as good as one of the form: that Cognito keeps the date is relied on.
    if (isDatedAnew) return signInAs(sub, { at, of, isDatedAnew, refreshable: false });
    return signInAs(sub, { at, of, authTime });
  }

  function act(deed: Deed): void {
    switch (deed.kind) {
      case 'step':
        tasks.advance(deed.writer, deed.task, writerClock(deed.writer));
        return;
      case 'whole':
        while (!tasks.advance(deed.writer, deed.task, writerClock(deed.writer)));
        return;
      case 'die':
        tasks.stop(deed.writer);
        return;
      case 'sign-in':
        mint(signInAs(users[deed.user]!), deed);
        break;
      case 'again': {
        const signIn = fromLatest(signIns, deed.which);
        if (!signIn?.refreshable) return;
        mint(signIn, deed);
        break;
      }
      case 'refresh': {
        const token = fromLatest(tokens, deed.which);
        if (!token?.signIn?.refreshable) return;
        const { iat } = parseToken(token.text)!;
        mint(token.signIn, deed, 'jwt', { verdict: seeAt(deed, token).reason || 'ok', iat });
        break;
      }
      case 'remembered': {
        const signIn = remember(deed.which, deed.isDatedAnew);
        if (!signIn) return;
        mint(signIn, deed, deed.isDatedAnew ? 'sign-in' : 'browser');
        break;
      }
      case 'forge':
        forge();
        break;
      case 'visit':
        visit(deed);
        return;
    }
    deed.visits.forEach(visit);
  }

  function secondsUntil(after: After): number {
    return typeof after === 'number'
      ? after
      : Math.max(0, momentOf(after.until) + after.off - time);
  }

  function momentOf(moment: Moment): number {
    const token = tokens.length > 0 ? parseToken(tokens.at(-1)!.text) : null;
    switch (moment) {
      case 'signs':
        return latestStart(system.secret);
      case 'learnt':
        return system.store.latest.at + rules.propagation;
      case 'retires':
        return latestStart(system.secret) + retirement(rules.times);
      case 'expires':
        return token?.exp ?? 0;
      case 'forgets':
        return signIns.length > 0 ? forgottenAt(signIns.at(-1)!) : 0;
      case 'ages':
        return (token?.iat ?? 0) + lifetimes.maxAge;
    }
  }

  for (const deed of history.deeds) {
    if (deed.kind !== 'visit') time += secondsUntil(deed.after);
    act(deed);
  }
  return { tokens, asked, minted, ends: tasks.ends, rotations: tasks.rotations };
}

/** When the last code is redeemed that Cognito gives without the form. */
function forgottenAt({ at }: SignIn): number {
  return at + managedLoginAge + codeAge;
}

/** When the next key starts to sign, or the last one did. */
function latestStart({ pending, current }: RingSecret): number {
  return Math.max(...(pending ?? current.ring).keys.map(({ signsFrom }) => signsFrom ?? 0));
}

/** Without a key that signs yet nobody is let in, which is for the properties to judge. */
function letInOr503(letting: () => string): string {
  try {
    return letting();
  } catch (error) {
    if (error instanceof ExchangeError) return '';
    throw error;
  }
}

function fromLatest<Item>(list: readonly Item[], back: number): Item | undefined {
  return list[list.length - 1 - (back % list.length)];
}
