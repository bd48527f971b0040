const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Makes text safe between tags and inside quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/**
 * A link's target where it is harmless, `/` where it is not: a page always has a way on.
 *
 * Harmless is a path on this host (`/` not followed by another slash or a backslash, which browsers
 * read as a host) or an `https://` URL without credentials, in printable ASCII: browsers drop tabs
 * and line breaks from URLs, so that `/\t/host` would be a host again.
 */
export function safeHref(href: string): string {
  if (!/^[!-[\]-~]+$/.test(href)) return '/';
  if (/^\/(?!\/)/.test(href)) return href;
  return isPlainHttps(href) ? href : '/';
}

function isPlainHttps(href: string): boolean {
  if (!/^https:\/\/[^/]/i.test(href) || !URL.canParse(href)) return false;
  const { username, password } = new URL(href);
  return username === '' && password === '';
}
