/** What a run prints. The same seed and number of sessions print the same. */
import { quantile } from './ends.ts';
import { endKinds, type Figures, type Run } from './figures.ts';
import { cognitoRefreshes, lambdaConcurrency, pricePerCall, site } from './load.ts';
import { edgeLocations } from './propagation.ts';
import { lambdas, type Refusals } from './sessions.ts';

const number = (value: number) => Math.round(value).toLocaleString('en-US');
const dollars = (calls: number) => `$${number(calls * pricePerCall)}`;
const labels = {
  'sign-out': 'a sign-out',
  revocation: 'a revoked user',
  emergency: 'an emergency (keys dropped)',
  'everyone-out': 'everyone out',
} as const;

export function report(run: Run, figures: Figures): string {
  const { changes, deaths, ordinary, lagging, late, calls, peak } = figures;
  const total = Object.values<number>({ ...calls }).reduce((sum, count) => sum + count, 0);
  return [
    `A year, seed ${run.seed}: ${changes.rotation} rotations (${deaths} died on the way and were begun again), ` +
      `${changes.emergency} emergencies, ${changes['everyone-out']} everyone out,`,
    `${changes.revocation} revoked users and ${changes['sign-out']} sign-outs by their own writes; ` +
      `${edgeLocations} edges, ${number(lambdas)} Lambdas.`,
    '',
    'Around rotations',
    `  sessions: ${number(ordinary.sessions)}, requests: ${number(ordinary.requests)}, renewed at the edge: ${number(ordinary.renewals)}`,
    `  wrongly refused: ${ordinary.refused}`,
    '',
    'At an edge that is further behind than the bounds say, of its own visitors',
    ...lagging.map(({ lag, refusals }) => `  ${duration(lag)} behind: ${shareOf(refusals)}`),
    '',
    'Still let in after the end, until an edge refuses: median, 99 of 100, longest',
    ...endKinds.map((kind) => {
      const [median, most, all] = [0.5, 0.99, 1].map((share) => quantile(late[kind], share));
      return `  ${labels[kind].padEnd(28)} ${seconds(median)} ${seconds(most)} ${seconds(all)}`;
    }),
    '',
    `KeyValueStore API: ${number(total)} calls, ${dollars(total)} a year at $1 per thousand`,
    ...(
      [
        ['rotations', calls.rotations],
        ['operator', calls.operator],
        ['daily runs', calls.dailyRuns],
        [`sign-outs (${number(site.signOutsPerDay)} a day)`, calls.signOuts],
        [`sign-ins (${number(site.signInsPerDay)} a day)`, calls.signIns],
      ] as const
    ).map(
      ([name, count]) => `  ${name.padEnd(28)} ${number(count).padStart(10)}  ${dollars(count)}`,
    ),
    '',
    `Cognito and Lambda, with ${number(site.activeAtNoon)} sessions in use`,
    `  silent refreshes: ${number(peak.usual)} a second of ${cognitoRefreshes}`,
    `  after an emergency: ${number(peak.asked)} a second asked for, ${number(peak.concurrency)} of ${number(lambdaConcurrency)} Lambdas;`,
    `  at Cognito's quota nobody waits any more after ${number(peak.minutes)} min`,
  ].join('\n');
}

function shareOf({ refused, sessions }: Refusals): string {
  return `${number(refused)} of ${number(sessions)} refused`;
}

const seconds = (value = 0) => `${value} s`.padStart(6);

function duration(lag: number): string {
  if (lag >= 86_400) return `${lag / 86_400} d`;
  return lag >= 3600 ? `${lag / 3600} h` : `${lag / 60} min`;
}
