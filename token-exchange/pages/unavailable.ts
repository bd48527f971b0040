/**
 * What CloudFront answers with when the token exchange itself does not: a page that lies with the
 * site's files, sent with status 503. Nothing runs there, so it knows nothing of who asks.
 */
import { retryAfter } from '../errors.ts';
import { pageHeaders } from './headers.ts';
import { page } from './page.ts';
import { contentSecurityPolicy } from './style.ts';
import type { Theme } from './theme.ts';

/** Where the page is. */
export const unavailablePath = '/_latchkey/unavailable.html';

/** Everybody may read it: CloudFront too, should the edge function judge its own request. */
export const unavailableRule = { path: unavailablePath, allow: 'public' } as const;

/** The statuses by which CloudFront says that an origin does not answer, and the one instead. */
export const unavailableStatuses = { instead: 503, of: [502, 504] } as const;

/**
 * It is shown in place of every endpoint, a sign-out too: whatever was asked for has not been done.
 */
export function unavailable(theme: Theme = {}): string {
  return page({
    status: unavailableStatuses.instead,
    title: 'One moment, please',
    message:
      'The sign-in of this site does not answer right now. This usually passes within a minute. ' +
      'Nothing has changed meanwhile: nobody has been signed in, and nobody signed out.',
    actions: [{ label: 'Try again' }, { label: 'To the start page', href: '/' }],
    theme,
  });
}

/**
 * Headers of the page. CloudFront's documentation does not say whether those of the behavior that
 * was asked for or those of the page's own come with it, so both have them. Nor does it say whether
 * they come with what the edge function answers by itself: its pages link their style sheet.
 */
export function unavailableHeaders(theme: Theme = {}) {
  return {
    ...pageHeaders(theme),
    'content-security-policy': contentSecurityPolicy(theme, "'self' "),
    'retry-after': String(retryAfter),
  } as const;
}
