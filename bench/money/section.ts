import type { Findings } from '../section.ts';
import type { Cell, Table } from '../report/table.ts';
import { signInWindow } from '../../keys/sign-in-window.ts';
import { defaults } from '../../session/lifetimes.ts';
import {
  lambdaEdgeBill,
  latchkeyBill,
  refreshingBill,
  usual,
  type Bill,
  type Usage,
} from './model.ts';
import { quotas } from './prices.ts';

const hour = 3600;
const requestsPerDay = [1e3, 1e6, 1e7, 1e8, 1e9];

/** A hundred requests of each person on a day. */
export const usageOf = (requests: number, maxAge: number): Usage => ({
  ...usual,
  requestsPerDay: requests,
  activeUsers: requests / 100,
  maxAge,
});

const dollars = (amount: number) =>
  `$${amount.toLocaleString('en-US', { maximumFractionDigits: amount < 100 ? 2 : 0 })}`;
const rate = (bill: Bill) =>
  bill.peakRefreshes < 0.01 ? 0 : Number(bill.peakRefreshes.toPrecision(2));

function row(requests: number, maxAge: number): Cell[] {
  const usage = usageOf(requests, maxAge);
  const bills = [latchkeyBill(usage), lambdaEdgeBill(usage), refreshingBill(usage)];
  return [
    requests,
    usage.activeUsers,
    `${maxAge / hour} h`,
    ...bills.map(({ total }) => dollars(total)),
    ...bills.map(
      (bill) => `${rate(bill).toLocaleString('en-US')}${bill.refreshQuota > 1 ? ' !' : ''}`,
    ),
  ];
}

export function moneyTable(): Table {
  return {
    title: 'A month, and Cognito’s busiest second',
    columns: [
      'requests a day',
      'people a day',
      'maxAge',
      'Latchkey',
      'Lambda@Edge',
      'refreshing at Cognito',
      'refreshes/s: Latchkey',
      'Lambda@Edge',
      'refreshing at Cognito',
    ],
    rows: requestsPerDay.flatMap((requests) => [1, 24].map((hours) => row(requests, hours * hour))),
    note: `Every person makes 100 requests in two hours, all of which need a session, signs in once a week, and one in twenty signs out; an operator revokes somebody once a day; the busiest second has three times the mean. An exclamation mark is more than Cognito’s default of ${quotas.cognitoRefreshes} refreshes a second. CloudFront’s own requests and data and Cognito’s price per user are the same for all three and left out. The third way is Latchkey without renewal at the edge. At a billion requests a day sign-outs need more room than a store has ([capacity](capacity.md)): there \`tellEdgesOfSignOuts: false\` is no choice but a need.`,
  };
}

export function billTable(usage: Usage): Table {
  const { items, total } = latchkeyBill(usage);
  return {
    title: `Latchkey’s bill of a month at ${usage.requestsPerDay.toLocaleString('en-US')} requests a day, maxAge ${usage.maxAge / hour} h`,
    columns: ['item', 'a month', 'US dollars'],
    rows: [
      ...items.map(({ item, quantity, dollars: cost }): Cell[] => [
        item,
        Math.round(quantity),
        dollars(cost),
      ]),
      ['together', '', dollars(total)],
    ],
  };
}

/** Where the check in Lambda@Edge is cheaper, by what, and what can be turned off. */
export function dearerTable(): Table {
  return {
    title: 'Beside Lambda@Edge, and what makes the difference',
    columns: [
      'requests a day',
      'Lambda@Edge',
      'Latchkey',
      'its dearest item',
      'dollars of it',
      'with `tellEdgesOfSignOuts: false`',
    ],
    rows: requestsPerDay.map((requests): Cell[] => {
      const usage = usageOf(requests, defaults.maxAge);
      const bill = latchkeyBill(usage);
      const dearest = bill.items.reduce((one, other) =>
        other.dollars > one.dollars ? other : one,
      );
      return [
        requests,
        dollars(lambdaEdgeBill(usage).total),
        dollars(bill.total),
        dearest.item,
        dollars(dearest.dollars),
        dollars(latchkeyBill({ ...usage, tellsEdges: false }).total),
      ];
    }),
    note: comparedNote(),
  };
}

/** What is plainly said of the difference. */
function comparedNote(): string {
  const large = usageOf(1e9, defaults.maxAge);
  const often = { ...large, revocationsPerDay: 24 };
  const more = latchkeyBill(often).total - latchkeyBill(large).total;
  const empty = { ...usageOf(0, defaults.maxAge), revocationsPerDay: 0 };
  return `Small sites pay ${dollars(latchkeyBill(empty).total)} a month whoever comes, for the secret, the queue’s polling and the daily look at the keys. From there on it is sign-outs that make Latchkey dearer: each is a call of the KeyValueStore’s API, $1 for a thousand, until there are so many that several share one. \`tellEdgesOfSignOuts: false\` turns them off, and the queue with them: then a sign-out clears the cookies and revokes the refresh token, and a copied cookie lasts until it expires, at most \`maxAge\`. After each revocation sign-ins are compared with the store for ${(signInWindow(0, 0) / hour).toFixed(1)} hours; where an operator revokes somebody every hour, that is always, and ${dollars(more)} more at a billion requests a day.`;
}

/** The model's figures: nothing is measured. */
export function measureMoney(): Promise<Findings> {
  const bills = [1e6, 1e9].map((requests) => billTable(usageOf(requests, 24 * hour)));
  return Promise.resolve({ tables: [moneyTable(), dearerTable(), ...bills] });
}
