import { page } from './page.ts';
import { knownCode, signInError } from './sign-in-errors.ts';
import type { Theme } from './theme.ts';

export { escapeHtml, safeHref } from './html.ts';
export { pageHeaders } from './headers.ts';
export { page, type Action, type PageOptions } from './page.ts';
export { contentSecurityPolicy, styleHash } from './style.ts';
export { linkedStyle } from './linked-style.ts';
export { accentOf, logoOf, type Theme } from './theme.ts';
export * from './not-found.ts';
export * from './unavailable.ts';

/** The status that each page is to be sent with; for `signInFailed`, ask `signInFailedStatus`. */
export const statuses = {
  signedOut: 200,
  confirmSignOut: 200,
  notAllowed: 403,
  comeBack: 503,
  badRequest: 400,
  cookiesBlocked: 400,
} as const;

interface Themed {
  readonly theme?: Theme | undefined;
  /** What to tell whoever is asked for help, a request id for example. */
  readonly detail?: string | undefined;
}

/** After a sign-out. */
export function signedOut(to: Themed & { readonly home: string; readonly login: string }): string {
  return page({
    ...common(to),
    status: statuses.signedOut,
    title: 'You are signed out',
    message: 'Your session has ended on this site and at the sign-in service.',
    actions: [
      { label: 'Sign in again', href: to.login },
      { label: 'To the start page', href: to.home },
    ],
  });
}

/** Before a sign-out that another site asked for. */
export function confirmSignOut(
  to: Themed & { readonly logout: string; readonly home: string },
): string {
  return page({
    ...common(to),
    status: statuses.confirmSignOut,
    title: 'Sign out?',
    message: 'A link on another site led here. If you did not mean to sign out, simply stay.',
    actions: [
      { label: 'Stay signed in', href: to.home },
      { label: 'Sign out', href: to.logout },
    ],
  });
}

/** The sign-in service sent an error back. `error` is its code, untrusted. */
export function signInFailed(
  from: Themed & { readonly error: string; readonly retry: string; readonly home: string },
): string {
  const { status, title, message, retry } = signInError(from.error);
  const code = knownCode(from.error);
  const detail = [code && `Error ${code}`, from.detail].filter(Boolean).join(' · ');
  const again = { label: 'Try again', href: from.retry };
  const home = { label: 'To the start page', href: from.home };
  return page({
    ...common({ ...from, detail }),
    status,
    title,
    message,
    actions: retry ? [again, home] : [home, again],
  });
}

/** The status that `signInFailed` is to be sent with. */
export function signInFailedStatus(error: string): number {
  return signInError(error).status;
}

/** Signed in, but this is for others. */
export function notAllowed(
  to: Themed & { readonly home: string; readonly logout: string },
): string {
  return page({
    ...common(to),
    status: statuses.notAllowed,
    title: 'This is not open to you',
    message:
      'You are signed in, but your account may not see this. If you have another account, ' +
      'sign out and use that one; otherwise ask the people who run this site.',
    actions: [
      { label: 'To the start page', href: to.home },
      { label: 'Sign out', href: to.logout },
    ],
  });
}

/** For a moment nobody can be let in; sent with `retry-after`. */
export function comeBack(
  to: Themed & { readonly retry: string; readonly status?: number },
): string {
  return page({
    ...common(to),
    status: to.status ?? statuses.comeBack,
    title: 'One moment, please',
    message: 'We cannot check your sign-in right now. This usually passes within a minute.',
    actions: [{ label: 'Try again', href: to.retry }],
  });
}

/** What was asked for makes no sense here. */
export function badRequest(
  to: Themed & { readonly home: string; readonly status?: number },
): string {
  return page({
    ...common(to),
    status: to.status ?? statuses.badRequest,
    title: 'That link does not work',
    message: 'It is incomplete or damaged. Start over from the start page.',
    actions: [{ label: 'To the start page', href: to.home }],
  });
}

/** The browser came back without the cookie of its sign-in. */
export function cookiesBlocked(
  to: Themed & { readonly retry: string; readonly home: string },
): string {
  return page({
    ...common(to),
    status: statuses.cookiesBlocked,
    title: 'Your browser did not keep our cookie',
    message:
      'Signing in needs one cookie of this site. Allow cookies for it in your browser’s settings, ' +
      'or leave its private mode, then try again. ' +
      'If you took more than half an hour to sign in, simply try again.',
    actions: [
      { label: 'Try again', href: to.retry },
      { label: 'To the start page', href: to.home },
    ],
  });
}

function common({ theme, detail }: Themed): { theme?: Theme; detail?: string } {
  return { ...(theme && { theme }), ...(detail && { detail }) };
}
