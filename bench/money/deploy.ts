/** The table of docs/deploy.md: a month's bill in a few lines. */
import { daysInMonth, items, lambdaEdgeBill, latchkeyBill, usual, type Usage } from './model.ts';

type ItemName = (typeof items)[keyof typeof items];

const parts: readonly (readonly [what: string, names: readonly ItemName[]])[] = [
  ['the check of every request: function and reads', [items.checks, items.reads]],
  [
    'sign-ins and refreshes: the token exchange',
    [items.exchange, items.signIns, items.secretCalls],
  ],
  ['sign-outs, told to the edges', [items.signOuts, items.writer, items.queue]],
  ['the key ring: secret, rotation, daily look', [items.secret, items.keys]],
];

/** @param requests in a month */
function usageOf(requests: number): Usage {
  const requestsPerDay = requests / daysInMonth;
  return { ...usual, requestsPerDay, activeUsers: requestsPerDay / 100 };
}

/** The lines of the table, for a million and a billion requests a month. */
export function costLines(): string[] {
  const usages = [1e6, 1e9].map(usageOf);
  const bills = usages.map(latchkeyBill);
  const line = (what: string, amounts: readonly number[]) =>
    `| ${what} | ${amounts.map((amount) => `$${amount.toFixed(2)}`).join(' | ')} |`;
  return [
    ...parts.map(([what, names]) =>
      line(
        what,
        bills.map((bill) =>
          bill.items
            .filter(({ item }) => names.some((name) => name === item))
            .reduce((sum, { dollars }) => sum + dollars, 0),
        ),
      ),
    ),
    line(
      '**Latchkey**',
      bills.map(({ total }) => total),
    ),
    line(
      'the same in Lambda@Edge',
      usages.map((usage) => lambdaEdgeBill(usage).total),
    ),
  ];
}
