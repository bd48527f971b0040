/**
 * What a month costs in dollars, beside the same check in Lambda@Edge. CloudFront's own price of a
 * request, Cognito's of a user and the log's of a line are the same for both, and left out.
 */

/** AWS's public prices in us-east-1, 2026. */
export const prices = {
  functionRequest: 0.1e-6,
  storeRead: 0.03e-6,
  storeCall: 1 / 1000,
  lambdaAtEdgeRequest: 0.6e-6,
  lambdaAtEdgeSecond: 0.00005001,
  lambdaRequest: 0.2e-6,
  lambdaSecond: 0.0000133334,
  secret: 0.4,
} as const;

export const assumptions = {
  /** Every request is for something protected, and lately somebody signed out. */
  readsPerRequest: 2,
  requestsPerSession: 100,
  /** Per session: to Cognito and back, or a refresh. */
  exchangesPerSession: 2,
  exchangeSeconds: 0.2,
  exchangeGigabytes: 1,
  /** Of so many sessions one ends by a sign-out. */
  sessionsPerSignOut: 100,
  /** A Lambda that slept so long has to ask the store what it holds before it writes. */
  warmSeconds: 300,
  callsWarm: 1,
  callsCold: 3,
  /** The daily look at the store, and a rotation a week. */
  keysCallsPerMonth: 30 * 3 + 4 * 3,
  lambdaAtEdgeSeconds: 0.005,
  lambdaAtEdgeGigabytes: 0.125,
} as const;

const secondsPerMonth = 30 * 24 * 3600;

export interface Costs {
  readonly check: number;
  readonly exchange: number;
  readonly signOuts: number;
  readonly keys: number;
  readonly total: number;
  readonly lambdaAtEdge: number;
}

export function costsOf(requests: number): Costs {
  const its = assumptions;
  const check = requests * (prices.functionRequest + its.readsPerRequest * prices.storeRead);
  const sessions = requests / its.requestsPerSession;
  const exchange =
    sessions *
    its.exchangesPerSession *
    (prices.lambdaRequest + its.exchangeSeconds * its.exchangeGigabytes * prices.lambdaSecond);
  const signedOut = sessions / its.sessionsPerSignOut;
  const isWarm = secondsPerMonth / signedOut < its.warmSeconds;
  const signOuts = signedOut * (isWarm ? its.callsWarm : its.callsCold) * prices.storeCall;
  const keys = prices.secret + its.keysCallsPerMonth * prices.storeCall;
  const lambdaAtEdge =
    requests *
    (prices.lambdaAtEdgeRequest +
      its.lambdaAtEdgeSeconds * its.lambdaAtEdgeGigabytes * prices.lambdaAtEdgeSecond);
  const total = check + exchange + signOuts + keys;
  return { check, exchange, signOuts, keys, total, lambdaAtEdge };
}

const rows: readonly [keyof Costs, string][] = [
  ['check', 'the check of every request: function and two reads'],
  ['exchange', 'sign-ins and refreshes: the token exchange'],
  ['signOuts', 'sign-outs, told to the edges'],
  ['keys', 'the key ring: secret, rotation, daily look'],
  ['total', '**Latchkey**'],
  ['lambdaAtEdge', 'the check alone as Lambda@Edge'],
];

/** The lines of the table in docs/deploy.md. */
export function costLines(): string[] {
  const million = costsOf(1e6);
  const billion = costsOf(1e9);
  return rows.map(
    ([key, what]) => `| ${what} | ${dollars(million[key])} | ${dollars(billion[key])} |`,
  );
}

function dollars(amount: number): string {
  return `$${amount.toFixed(2)}`;
}
