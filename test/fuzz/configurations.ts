import {
  checkConfig,
  type CheckedConfig,
  type EdgeConfigInput,
} from '../../functions/compile/check.ts';
import { designConfig } from '../functions/support.ts';

function checked(input: EdgeConfigInput): CheckedConfig {
  const found = checkConfig(input);
  if ('faults' in found) throw new Error(found.faults.join('\n'));
  return found.config;
}

/** Between them they turn every setting each way. */
export const configurations: readonly CheckedConfig[] = [
  checked(designConfig),
  checked({
    audience: 'all-on',
    rules: [
      { path: '/v?/*', allow: { groups: ['staff', 'a.b ~*'] } },
      { path: '*.png', allow: 'public' },
      { path: '/admin/*', allow: { groups: ['admins'] } },
      { path: '/users/{sub}/*', allow: 'owner' },
      { path: '/users/*', allow: { groups: ['admins'] } },
      { path: '/open/*', allow: 'public' },
      { path: '/zoë/*', allow: { groups: ['Zoë'] } },
      { path: '/index.html', allow: 'public' },
      { path: '/', allow: 'public' },
    ],
    identityHeaders: true,
    bearer: true,
    strictPaths: false,
    spaFallback: '/index.html',
  }),
  checked({
    audience: 'mostly-open',
    authPath: '/a/b_c',
    rules: [
      { path: '/users/{sub}', allow: 'owner' },
      { path: '/*/inner/*/index.html', allow: { groups: ['staff'] } },
      { path: '*/x.png', allow: 'session' },
      { path: '/app/', allow: { groups: ['admins', 'staff'] } },
      { path: '*', allow: 'public' },
    ],
    sessionTtl: 60,
    maxAge: 86_400,
    indexDocument: null,
  }),
  checked({
    audience: 'inner',
    rules: [
      { path: '*/index.html', allow: { groups: ['staff'] } },
      { path: '/inner/app', allow: 'session' },
      { path: '/inner/*', allow: { groups: ['admins'] } },
      { path: '/open/', allow: 'public' },
      { path: '/a?b/*', allow: 'public' },
    ],
    identityHeaders: true,
    sessionTtl: 3600,
    maxAge: 3600,
    spaFallback: '/inner/app',
  }),
];
