/** What a month costs and how often Cognito is asked, from how a site is used. */
import { defaults, freshRing } from '../../session/lifetimes.ts';
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
  peak: 3,
};

/** What a Lambda is given, and takes for one call: our assumption. */
export const lambdaTime = {
  /** The token exchange waits for Cognito. */
  exchange: { gigabytes: 1, seconds: 0.06 },
  /** The writer of sign-outs, for the store. */
  writer: { gigabytes: 0.5, seconds: 0.1 },
  /** A Lambda@Edge that checks a JWT, and one that asks Cognito. */
  edgeCheck: { gigabytes: 0.125, seconds: 0.003 },
  edgeExchange: { gigabytes: 0.125, seconds: 0.06 },
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
/** How long the queue gathers sign-outs for one write, in seconds. */
const gathering = 1;
/** Lambda asks an idle queue five times at once, each for twenty seconds. */
const pollsPerDay = 5 * (secondsInDay / 20);

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
  const gathered = (signOuts / secondsInDay) * gathering;
  return signOuts / Math.min(Math.max(gathered, 1), signOutsPerWrite);
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
  const writes = writesOf(signOuts);
  // A sign-in calls the token exchange twice: on the way to Cognito and back.
  const calls = signIns * 2 + refreshes + signOuts;
  const requests = requestsPerDay + renewals + calls;
  // While anybody's sign-out is remembered, each request looks for an entry too.
  const readsEach = signOuts > 0 ? 2 : 1;
  const reads = (requestsPerDay * (1 - publicShare) + renewals + calls) * readsEach;
  const call = (time: keyof typeof lambdaTime) =>
    prices.lambdaRequest + timeOf(lambdaTime[time], prices.lambdaGigabyteSecond);
  return billOf(
    [
      item('CloudFront Functions, calls', requests, prices.functionInvocation),
      item('KeyValueStore, reads at the edge', reads, prices.keyValueStoreRead),
      item('KeyValueStore, API calls of sign-ins', signIns, prices.keyValueStoreApiCall),
      item('KeyValueStore, API calls of sign-outs', writes, prices.keyValueStoreApiCall),
      item('Lambda, token exchange', calls, call('exchange')),
      item('Lambda, writer of sign-outs', writes, call('writer')),
      item('SQS, requests', signOuts + 2 * writes + pollsPerDay, prices.queueRequest),
      { item: 'Secrets Manager, secret', quantity: 1, dollars: prices.secret },
      item('Secrets Manager, calls', ringReadsOf(calls), prices.secretCall),
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
