import type { EdgeConfigInput, RuleInput } from '../../functions/compile/check.ts';
import { audience } from './people.ts';

/** The configuration that the documentation shows. */
export const documented = {
  audience,
  authPath: '/_auth',
  rules: [
    { path: '/', allow: 'public' },
    { path: '/admin/*', allow: { groups: ['admins'] } },
    { path: '/users/{sub}/*', allow: 'owner' },
    { path: '/app/*', allow: 'session' },
  ],
  sessionTtl: 1800,
  maxAge: 3600,
  cookieMaxAge: 604_800,
  identityHeaders: false,
  bearer: false,
  strictPaths: true,
  indexDocument: 'index.html',
  spaFallback: null,
} as const satisfies EdgeConfigInput;

/** The same with one rule before its own. */
export const withFirst = (rule: RuleInput): EdgeConfigInput => ({
  ...documented,
  rules: [rule, ...documented.rules],
});

/** Whatever costs anything turned on. */
export const everythingOn: EdgeConfigInput = {
  ...documented,
  identityHeaders: true,
  bearer: true,
  spaFallback: '/index.html',
};

const areaOf = (number: number) => `/area-${String(number).padStart(2, '0')}`;

/** So many prefix rules, none of which says what holds without it: such a rule is not compiled. */
export const withRules = (count: number): EdgeConfigInput => ({
  ...documented,
  rules: Array.from({ length: count }, (_, i) => ({
    path: `${areaOf(i)}/*`,
    allow: { groups: ['admins'] },
  })),
});

/** A page that the last of so many rules is about. */
export const lastArea = (count: number) => `${areaOf(count - 1)}/page.html`;
