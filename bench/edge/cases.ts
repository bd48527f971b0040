import { passedOnce, type EdgeCase } from './case.ts';
import { allowedCases } from './cases-allowed.ts';
import { answeredCases, refusedCases } from './cases-answered.ts';
import { documented, lastArea, withRules } from './configurations.ts';

const rulesCase = (count: number): EdgeCase => ({
  id: `rules-${count}`,
  title: `allowed page by the last of ${count} ${count === 1 ? 'rule' : 'rules'}`,
  config: withRules(count),
  request: { uri: lastArea(count), who: { groups: ['admins'] } },
  expect: passedOnce,
});

const keysCase = (keys: number): EdgeCase => ({
  id: `keys-${keys}`,
  title: `allowed page, ${keys} keys in the ring`,
  config: documented,
  request: { uri: '/app/reports/2026.html', who: { keys } },
  expect: passedOnce,
});

/** What is counted, as the report lists it. */
export const edgeSections: readonly {
  readonly title: string;
  readonly cases: readonly EdgeCase[];
}[] = [
  { title: 'Let in', cases: allowedCases },
  { title: 'Renewal, token exchange, revocation window', cases: answeredCases },
  { title: 'Refused', cases: refusedCases },
  {
    title: 'Rules and keys',
    cases: [...[1, 5, 10, 50].map(rulesCase), ...[2, 4, 8].map(keysCase)],
  },
];

export const edgeCases: readonly EdgeCase[] = edgeSections.flatMap(({ cases }) => cases);
