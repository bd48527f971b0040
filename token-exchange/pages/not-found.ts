/**
 * What a site answers with where it has nothing: a page that lies with its files, sent with status 404
 * by CloudFront. Only who may see the path at all gets as far.
 */
import { escapeHtml } from './html.ts';
import { productNameOf, type Theme } from './theme.ts';

/** Where the page is. */
export const notFoundPath = '/_latchkey/not-found.html';

/** Everybody may read it: CloudFront too, should the edge function judge its own request. */
export const notFoundRule = { path: notFoundPath, allow: 'public' } as const;

export const notFoundStatus = 404;

/**
 * It comes with the headers of the site's own pages, whose policy may forbid styles within a page: so
 * it links the style sheet that the edge's pages have.
 *
 * @param authPath where the token exchange is, without a slash at its end
 */
export function notFound(authPath: string, theme: Theme = {}): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Page not found · ${escapeHtml(productNameOf(theme))}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="${escapeHtml(authPath)}/style">
</head>
<body>
<main>
<h1>Page not found</h1>
<p>There is nothing at this address, or not any more.</p>
<nav aria-label="What next">
<a href="/">To the start page</a>
</nav>
</main>
</body>
</html>
`;
}
