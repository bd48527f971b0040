import type { Environment, StorageLike } from './environment.ts';
import { LatchkeyError } from './errors.ts';

const fragmentKey = 'latchkey.fragment';

/** Where a sign-in shall lead back to. */
export interface Destination {
  /** Path and query: what the server is told. */
  readonly path: string;
  /** `#` and what follows, or an empty text: what stays in the browser. */
  readonly fragment: string;
}

/**
 * Splits the place to return to.
 *
 * @param returnTo a path or URL of this origin, taken relative to the page
 * @param page the URL of the page
 * @throws LatchkeyError `invalid_return_to` for any other origin or scheme
 */
export function destination(returnTo: string, page: string): Destination {
  const url = parse(returnTo, page);
  if (url?.origin !== new URL(page).origin) throw notHere();
  return { path: url.pathname + url.search, fragment: url.hash };
}

/** The URL that starts a sign-in. */
export function loginUrl(authPath: string, { path }: Destination): string {
  return `${authPath}/login?return_to=${encodeURIComponent(path)}`;
}

/**
 * Keeps the fragment in this tab while the sign-in is under way. It is never sent: a fragment may
 * hold what the page means for nobody else, and no server needs it.
 */
export function keepFragment(
  storage: StorageLike | undefined,
  { path, fragment }: Destination,
): void {
  try {
    if (fragment === '') storage?.removeItem(fragmentKey);
    else storage?.setItem(fragmentKey, JSON.stringify([path, fragment]));
  } catch {
    // A full or forbidden storage costs the fragment, not the sign-in.
  }
}

/** Puts a kept fragment back, once, when the tab has returned to the place it belongs to. */
export function restoreFragment({ storage, location }: Environment): void {
  const { pathname, search, hash } = new URL(location.href);
  try {
    const kept: unknown = JSON.parse(storage?.getItem(fragmentKey) ?? 'null');
    if (!Array.isArray(kept) || kept[0] !== pathname + search) return;
    storage?.removeItem(fragmentKey);
    const fragment: unknown = kept[1];
    // `replace` scrolls to the fragment's element and leaves no extra step in the history.
    if (hash === '' && typeof fragment === 'string' && fragment.startsWith('#')) {
      location.replace(fragment);
    }
  } catch {
    // Unreadable: the page starts at its top.
  }
}

// `URL.canParse` is younger than the browsers that this client still serves.
function parse(url: string, base: string): URL | undefined {
  try {
    return new URL(url, base);
  } catch {
    return undefined;
  }
}

function notHere(): LatchkeyError {
  return new LatchkeyError('invalid_return_to', 'returnTo must be a place on this origin.');
}
