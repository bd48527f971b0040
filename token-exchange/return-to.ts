/** Longer ones lead home: the browser carries it in a cookie meanwhile. */
const maxLength = 1500;

/**
 * Where to go after signing in: a path on this host, with its query.
 *
 * @param wanted untrusted
 * @returns `wanted` when it can lead nowhere but to this host and not into the auth path; else `/`
 */
export function safeReturnTo(wanted: string | null | undefined, authPath: string): string {
  if (typeof wanted !== 'string' || wanted.length > maxLength) return '/';
  // Browsers read a backslash as a slash and pass over tabs and line ends: none may stand here.
  if (!/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(wanted)) return '/';
  // Browsers resolve dot segments, encoded ones too, before they follow.
  const path = decodeOnce(new URL(wanted, 'https://host.invalid').pathname);
  return path === null || `${path}/`.startsWith(`${authPath}/`) ? '/' : wanted;
}

function decodeOnce(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}
