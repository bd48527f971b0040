/** What grows, and by which steps. */
import type { EdgeConfigInput } from '../../functions/compile/check.ts';
import { formatRevocation } from '../../session/revocation.ts';
import { passedOnce, refused, type EdgeCase, type Expectation } from '../edge/case.ts';
import { documented, lastArea, withRules } from '../edge/configurations.ts';
import { bytesOf, clock } from '../edge/people.ts';
import type { Request } from '../edge/requests.ts';

export interface Growth {
  readonly id: string;
  readonly title: string;
  /** What runs along the bottom. */
  readonly x: string;
  readonly lines: readonly {
    readonly name: string;
    readonly points: readonly { readonly x: number; readonly edgeCase: EdgeCase }[];
  }[];
}

const page = '/app/reports/2026.html';

const caseOf = (
  request: Partial<Request>,
  config: EdgeConfigInput = documented,
  expect: Expectation = passedOnce,
): EdgeCase => ({ id: 'growth', title: '', config, request: { uri: page, ...request }, expect });

const names = (count: number) =>
  Array.from({ length: count }, (_, i) => `group${String(i).padStart(2, '0')}`);
const sids = (count: number) =>
  Array.from({ length: count }, (_, i) => bytesOf('other', i).toString('base64url').slice(0, 16));

const windowOpen = { revokedUntilIn: 3600 };
const line = (
  name: string,
  steps: readonly number[],
  caseAt: (x: number) => EdgeCase,
): Growth['lines'][number] => ({
  name,
  points: steps.map((x) => ({ x, edgeCase: caseAt(x) })),
});

const rules = line('allowed by the last rule', [1, 5, 10, 20, 35, 50], (count) =>
  caseOf({ uri: lastArea(count), who: { groups: ['admins'] } }, withRules(count)),
);
const rulesFirst = line('allowed by the first rule', [1, 5, 10, 20, 35, 50], (count) =>
  caseOf({ uri: lastArea(1), who: { groups: ['admins'] } }, withRules(count)),
);
const keys = line('allowed', [2, 4, 8, 12, 16], (count) => caseOf({ who: { keys: count } }));
const groups = line('allowed to any session', [0, 1, 4, 16, 32], (count) =>
  caseOf({ who: { groups: names(count) } }),
);
const groupRule = line('allowed to a group', [1, 4, 16, 32], (count) =>
  caseOf({ uri: '/admin/users.html', who: { groups: ['admins', ...names(count - 1)] } }),
);
const users = line('allowed, no entry for this user', [0, 10, 100, 1000], (count) =>
  caseOf({ who: windowOpen, othersRevoked: count }, documented, { status: 'passed', reads: 2 }),
);
const entries = line('allowed, entry of other sign-ins', [1, 10, 25, 50], (count) =>
  caseOf(
    {
      who: windowOpen,
      revocation: () => formatRevocation({ until: clock + 3600, before: 0, sids: sids(count) }),
    },
    documented,
    { status: 'passed', reads: 3 },
  ),
);
const garbage = line('garbage, refused', [16, 128, 512, 1024, 4096, 8000], (length) =>
  caseOf({ cookie: 'x'.repeat(length) }, documented, refused(302, 'malformed', 0)),
);
const dotted = line('garbage of dots, refused', [16, 128, 512, 1024, 4096, 8000], (length) =>
  caseOf(
    { cookie: '1.a'.repeat(length).slice(0, length) },
    documented,
    refused(302, 'malformed', 0),
  ),
);

export const growths: readonly Growth[] = [
  { id: 'rules', title: 'Rules', x: 'rules', lines: [rules, rulesFirst] },
  { id: 'keys', title: 'Keys in the ring', x: 'keys', lines: [keys] },
  {
    id: 'groups',
    title: 'Groups in the token',
    x: 'groups of seven letters',
    lines: [groups, groupRule],
  },
  { id: 'revoked-users', title: 'Revoked users', x: 'entries in the store', lines: [users] },
  {
    id: 'revoked-sessions',
    title: 'Sign-outs of one user',
    x: 'sign-ins in the entry',
    lines: [entries],
  },
  { id: 'cookie-length', title: 'Length of the cookie', x: 'characters', lines: [garbage, dotted] },
];
