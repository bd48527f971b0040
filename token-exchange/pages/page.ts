import { escapeHtml, safeHref } from './html.ts';
import { mark } from './mark.ts';
import { styleOf } from './style.ts';
import { logoOf, productNameOf, type Theme } from './theme.ts';

/** A way on. */
export interface Action {
  readonly label: string;
  /**
   * A path on this host or an `https://` URL; any other leads to `/`.
   *
   * @default the address that the page is shown at, asked for again
   */
  readonly href?: string;
}

export interface PageOptions {
  readonly title: string;
  readonly message: string;
  /** What helps whoever is asked for help: an error code, a request id. */
  readonly detail?: string;
  /** What most people want next comes first. */
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
  const detail = details(options);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>${escapeHtml(title)} · ${escapeHtml(productNameOf(theme))}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<style>${styleOf(theme)}</style>
</head>
<body>
<header>${brand(theme)}</header>
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

function link({ label, href }: Action): string {
  const target = href === undefined ? '' : escapeHtml(safeHref(href));
  return `<a href="${target}">${escapeHtml(label)}</a>`;
}

function brand(theme: Theme): string {
  const name = escapeHtml(productNameOf(theme));
  const logo = logoOf(theme);
  return logo === null
    ? `${mark}<span>${name}</span>`
    : `<img src="${escapeHtml(logo)}" alt="${name}">`;
}
