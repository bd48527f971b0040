/** The demonstration: who may sign in, and what is open to whom. */
import type { EdgeConfigInput } from '../functions/compile/compile.ts';
import type { UserSeed } from './cognito/index.ts';

export const demoUsers: readonly UserSeed[] = [
  {
    username: 'ada',
    email: 'ada@example.com',
    password: 'lovelace-1815',
    groups: ['admins'],
    attributes: { name: 'Ada' },
  },
  {
    username: 'grace',
    email: 'grace@example.com',
    password: 'hopper-1906',
    groups: [],
    attributes: { name: 'Grace' },
  },
];

/** For the site in `web/site`. */
export const demoRules: EdgeConfigInput['rules'] = [
  { path: '/', allow: 'public' },
  { path: '/assets/*', allow: 'public' },
  { path: '/favicon.svg', allow: 'public' },
  { path: '/admin/*', allow: { groups: ['admins'] } },
  { path: '/users/{sub}/*', allow: 'owner' },
];
