import { contentSecurityPolicy } from './style.ts';
import type { Theme } from './theme.ts';

/** What every answer of the token exchange carries, pages and all else. */
export function pageHeaders(theme: Theme) {
  return {
    'cache-control': 'private, no-store',
    'content-security-policy': contentSecurityPolicy(theme),
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  } as const;
}
