import { escapeHtml, safeHref } from './html.ts';
import { styleOf } from './style.ts';
import type { Theme } from './theme.ts';

/** A way on. */
export interface Action {
  readonly label: string;
  /**
   * A path on this host or an `https://` URL; any other leads to `/`.
   *
   * @default the address that the page is shown at, asked for again
   */
  readonly href?: string;
  /** What most people want next. */
  readonly primary?: boolean;
}

export interface PageOptions {
  readonly title: string;
  readonly message: string;
  /** What helps whoever is asked for help: an error code, a request id. */
  readonly detail?: string;
  readonly actions: readonly [Action, ...Action[]];
  /** The HTTP status that the page is sent with; named on the page from 400 on. */
  readonly status: number;
  readonly theme?: Theme;
}

/**
 * A complete page for people: no scripts, no requests, one inline style sheet whose hash
 * `contentSecurityPolicy` names. All texts are escaped.
 */
export function page(options: PageOptions): string {
  const { title, message, theme = {} } = options;
  const productName = theme.productName ?? 'Latchkey';
  const detail = details(options);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${escapeHtml(title)} · ${escapeHtml(productName)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<style>${styleOf(theme)}</style>
</head>
<body>
<header>${brand(theme, productName)}</header>
<main>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(message)}</p>
${detail === '' ? '' : `<small>${escapeHtml(detail)}</small>\n`}<nav aria-label="What next">
${options.actions.map(link).join('\n')}
</nav>
</main>
</body>
</html>
`;
}

function details({ detail, status }: PageOptions): string {
  const parts = [status >= 400 ? `Status ${status}` : '', detail ?? ''];
  return parts.filter((part) => part !== '').join(' · ');
}

function link({ label, href, primary }: Action): string {
  const look = primary === true ? ' class="primary"' : '';
  const target = href === undefined ? '' : escapeHtml(safeHref(href));
  return `<a${look} href="${target}">${escapeHtml(label)}</a>`;
}

function brand({ logoUrl }: Theme, productName: string): string {
  const name = escapeHtml(productName);
  if (logoUrl !== undefined) return `<img src="${escapeHtml(safeHref(logoUrl))}" alt="${name}">`;
  return `${key}<span>${name}</span>`;
}

// The key of web/site/assets/logo.svg, in the theme's colours.
const key =
  '<svg class="mark" viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="8"/>' +
  '<path fill-rule="evenodd" d="M16 5a6 6 0 0 1 1.5 11.8V19h3.5v2.6h-3.5V24H21v2.6h-6.5V16.8A6 6 0 0 1 16 5z' +
  'm0 3.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6z"/></svg>';
