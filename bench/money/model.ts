/** What a month costs and how often Cognito is asked, from how a site is used. */
import { signInWindow } from '../../keys/sign-in-window.ts';
import { defaults, freshRing, signOutBatching } from '../../session/lifetimes.ts';
import { prices, quotas } from './prices.ts';

/** How a site is used. Times in seconds. */
export interface Usage {
  readonly requestsPerDay: number;
  /** People who come on a day. */
  readonly activeUsers: number;
  readonly maxAge: number;
  readonly sessionTtl: number;
  readonly signInAge: number;
  /** How long each of them uses the site on that day. */
  readonly activeSeconds: number;
  /** The part of the requests that no session is needed for: these read no key. */
  readonly publicShare: number;
  /** The part of the active users who sign out on a day. */
  readonly signOutShare: number;
  /** `tellEdgesOfSignOuts`: whether a sign-out ends copies of the cookie too. */
  readonly tellsEdges: boolean;
  /** How often an operator revokes somebody on a day, evenly spread. */
  readonly revocationsPerDay: number;
  /** How many times the day's mean the busiest second has. */
  readonly peak: number;
}

/** A hundred requests for each user on a day, all of which need a session, in two hours. */
export const usual: Omit<Usage, 'requestsPerDay' | 'activeUsers'> = {
  maxAge: defaults.maxAge,
  sessionTtl: defaults.sessionTtl,
  signInAge: defaults.signInAge,
  activeSeconds: 7200,
  publicShare: 0,
  signOutShare: 0.05,
  tellsEdges: true,
  revocationsPerDay: 1,
  peak: 3,
};

/** What a Lambda is given, and takes for one call: our assumption. */
export const lambdaTime = {
  /** The token exchange waits for Cognito. */
  exchange: { gigabytes: 1, seconds: 0.2 },
  /** The writer of sign-outs, for the store. */
  writer: { gigabytes: 0.5, seconds: 0.1 },
  /** A Lambda@Edge that checks a JWT, and one that asks Cognito. */
  edgeCheck: { gigabytes: 0.125, seconds: 0.003 },
  edgeExchange: { gigabytes: 0.125, seconds: 0.2 },
} as const;

export interface Item {
  readonly item: string;
  /** How often in a month. */
  readonly quantity: number;
  /** US dollars. */
  readonly dollars: number;
}

export interface Bill {
  readonly items: readonly Item[];
  /** US dollars a month. */
  readonly total: number;
  /** Refreshes at Cognito in the busiest second. */
  readonly peakRefreshes: number;
  /** Those divided by Cognito's default quota: above 1 a raise has to be asked for. */
  readonly refreshQuota: number;
}

export const daysInMonth = 30;
const secondsInDay = 86_400;

/** One key of fifty is the ring's. */
const signOutsPerWrite = 49;
/** What the writer of sign-outs remembers of the store is gone once it has slept, in seconds. */
const staysAwake = 300;
/** A write, and what it takes to read the store before. */
const callsAwake = 1;
const callsAsleep = 3;
/** Entries that one call reads or removes. */
const entriesPerCall = 50;
/** Calls of a rotation, of a daily run and of a revocation, besides the entries. */
const keysCalls = { rotation: 9, daily: 2, revocation: 3 } as const;
/** Lambda asks an idle queue five times at once, each for twenty seconds. */
const pollsPerDay = 5 * (secondsInDay / 20);

/** What Latchkey's bill is made of. */
export const items = {
  checks: 'CloudFront Functions, calls',
  reads: 'KeyValueStore, reads at the edge',
  signIns: 'KeyValueStore, API calls of sign-ins',
  signOuts: 'KeyValueStore, API calls of sign-outs',
  keys: 'KeyValueStore, API calls of the keys',
  exchange: 'Lambda, token exchange',
  writer: 'Lambda, writer of sign-outs',
  queue: 'SQS, requests',
  secret: 'Secrets Manager, secret',
  secretCalls: 'Secrets Manager, calls',
} as const;

const item = (name: string, perDay: number, price: number): Item => ({
  item: name,
  quantity: perDay * daysInMonth,
  dollars: perDay * daysInMonth * price,
});

const timeOf = ({ gigabytes, seconds }: { gigabytes: number; seconds: number }, price: number) =>
  gigabytes * seconds * price;

function billOf(items: readonly Item[], refreshesPerDay: number, peak: number): Bill {
  const peakRefreshes = (refreshesPerDay / secondsInDay) * peak;
  return {
    items,
    total: items.reduce((sum, { dollars }) => sum + dollars, 0),
    peakRefreshes,
    refreshQuota: peakRefreshes / quotas.cognitoRefreshes,
  };
}

/** How often something comes due that is good for so long, while a person is there. */
const timesDue = ({ activeUsers, activeSeconds }: Usage, every: number) =>
  activeUsers * Math.ceil(activeSeconds / every);

const signInsOf = ({ activeUsers, signInAge }: Usage) =>
  activeUsers * (secondsInDay / Math.max(signInAge, secondsInDay));

/** The first visit of a day needs Cognito's word unless it has the sign-in's. */
const refreshesOf = (usage: Usage, every: number) =>
  Math.max(0, timesDue(usage, every) - signInsOf(usage));

/** The month's bill where a session is renewed at the edge and Cognito asked every `maxAge`. */
export function latchkeyBill(usage: Usage): Bill {
  return exchangeBill(usage, usage.maxAge, timesDue(usage, usage.sessionTtl / 2));
}

/** The same without renewal at the edge: Cognito is asked whenever a session would be renewed. */
export function refreshingBill(usage: Usage): Bill {
  return exchangeBill(usage, Math.min(usage.sessionTtl / 2, usage.maxAge), 0);
}

/** Writes of sign-outs to the store on a day. */
function writesOf(signOuts: number): number {
  const gathered = (signOuts / secondsInDay) * signOutBatching;
  return signOuts / Math.min(Math.max(gathered, 1), signOutsPerWrite);
}

const callsOf = (writes: number) =>
  writes * (secondsInDay / writes < staysAwake ? callsAwake : callsAsleep);

/** The part of a day in which sign-ins are compared with the store. */
const comparedShare = ({ revocationsPerDay }: Usage) =>
  Math.min(1, (revocationsPerDay * signInWindow(0, 0)) / secondsInDay);

/** Calls of whoever rotates, repairs and revokes, on a day: all entries are looked through. */
function keysCallsOf({ revocationsPerDay }: Usage, entries: number): number {
  const pages = Math.ceil(entries / entriesPerCall);
  return (
    keysCalls.rotation / (defaults.rotationInterval / secondsInDay) +
    (keysCalls.daily + 2 * pages) +
    revocationsPerDay * (keysCalls.revocation + pages)
  );
}

/** Reads of the root ring on a day: each busy environment keeps it for seconds. */
function ringReadsOf(calls: number): number {
  const environments = Math.ceil((calls / secondsInDay) * lambdaTime.exchange.seconds);
  return Math.min(calls, environments * (secondsInDay / freshRing));
}

function exchangeBill(usage: Usage, every: number, renewals: number): Bill {
  const { requestsPerDay, publicShare, activeUsers, signOutShare, peak } = usage;
  const signIns = signInsOf(usage);
  const refreshes = refreshesOf(usage, every);
  const signOuts = activeUsers * signOutShare;
  const told = usage.tellsEdges ? signOuts : 0;
  const writes = writesOf(told);
  // A sign-in calls the token exchange twice: on the way to Cognito and back.
  const calls = signIns * 2 + refreshes + signOuts;
  const requests = requestsPerDay + renewals + calls;
  // While anybody's end is remembered, each request looks for an entry too.
  const readsEach = told > 0 || usage.revocationsPerDay > 0 ? 2 : 1;
  const reads = (requestsPerDay * (1 - publicShare) + renewals + calls) * readsEach;
  const call = (time: keyof typeof lambdaTime) =>
    prices.lambdaRequest + timeOf(lambdaTime[time], prices.lambdaGigabyteSecond);
  return billOf(
    [
      item(items.checks, requests, prices.functionInvocation),
      item(items.reads, reads, prices.keyValueStoreRead),
      item(items.signIns, signIns * comparedShare(usage), prices.keyValueStoreApiCall),
      item(items.signOuts, told > 0 ? callsOf(writes) : 0, prices.keyValueStoreApiCall),
      item(items.keys, keysCallsOf(usage, told), prices.keyValueStoreApiCall),
      item(items.exchange, calls, call('exchange')),
      item(items.writer, writes, call('writer')),
      item(
        items.queue,
        usage.tellsEdges ? told + 2 * writes + pollsPerDay : 0,
        prices.queueRequest,
      ),
      { item: items.secret, quantity: 1, dollars: prices.secret },
      item(items.secretCalls, ringReadsOf(calls), prices.secretCall),
    ],
    refreshes,
    peak,
  );
}

/** The bill of a Lambda@Edge that checks a JWT in each request, and refreshes when it expires. */
export function lambdaEdgeBill(usage: Usage): Bill {
  const { requestsPerDay, peak } = usage;
  const refreshes = refreshesOf(usage, usage.maxAge);
  const exchanges = signInsOf(usage) + refreshes;
  const checked = timeOf(lambdaTime.edgeCheck, prices.lambdaEdgeGigabyteSecond);
  const exchanged = timeOf(lambdaTime.edgeExchange, prices.lambdaEdgeGigabyteSecond);
  return billOf(
    [
      item('Lambda@Edge, checks', requestsPerDay, prices.lambdaEdgeRequest + checked),
      item('Lambda@Edge, exchanges', exchanges, prices.lambdaEdgeRequest + exchanged),
    ],
    refreshes,
    peak,
  );
}
