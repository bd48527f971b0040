import { createHash } from 'node:crypto';
import { accentOf, logoOf, type Theme } from './theme.ts';

const variables = `:root{color-scheme:light dark;
--lk-bg:#f5f7f6;--lk-surface:#fff;--lk-fg:#16211d;--lk-muted:#55635d;--lk-border:#d6dedb;
--lk-accent:#0b6b57;--lk-on-accent:#fff;--lk-radius:12px;
--lk-font:-apple-system,BlinkMacSystemFont,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",system-ui,sans-serif}
@media(prefers-color-scheme:dark){:root{
--lk-bg:#0f1513;--lk-surface:#171f1c;--lk-fg:#e6ece9;--lk-muted:#9aaba4;--lk-border:#2d3a35;
--lk-accent:#5fcfae;--lk-on-accent:#08120f}}`;

const rules = `*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-content:center;grid-template-columns:minmax(0,30rem);
padding:1.5rem 1rem;background:var(--lk-bg);color:var(--lk-fg);font:1rem/1.6 var(--lk-font)}
header{display:flex;align-items:center;gap:.6rem;margin:0 0 1rem;font-weight:600}
header svg,header img{height:2rem;width:auto;max-width:12rem;object-fit:contain}
main{padding:clamp(1.5rem,6vw,2.5rem);background:var(--lk-surface);border:1px solid var(--lk-border);
border-radius:var(--lk-radius)}
h1{margin:0 0 .75rem;font-size:1.6rem;line-height:1.25;letter-spacing:-.015em;text-wrap:balance}
p{margin:0;overflow-wrap:anywhere}
small{display:block;margin-top:1rem;color:var(--lk-muted);font-size:.875rem;overflow-wrap:anywhere}
nav{display:flex;flex-wrap:wrap;gap:.75rem;margin-top:1.75rem}
a{padding:.6rem 1.1rem;border:1px solid var(--lk-border);border-radius:calc(var(--lk-radius) - 4px);
color:inherit;font-weight:600;text-decoration:none}
a:hover{border-color:currentColor}
a:first-child{background:var(--lk-accent);border-color:transparent;color:var(--lk-on-accent)}
a:first-child:hover{text-decoration:underline}
a:focus-visible{outline:3px solid var(--lk-fg);outline-offset:3px}
.mark{fill:var(--lk-accent)}.mark path{fill:var(--lk-on-accent)}`;

/** The pages' one style sheet, with the theme's accent in it. */
export function styleOf(theme: Theme): string {
  const accent = accentOf(theme);
  const own = accent ? `:root{--lk-accent:${accent.colour};--lk-on-accent:${accent.on}}` : '';
  return oneLine(`${variables}${rules}`) + own;
}

/** The style sheet as the content security policy names it: `sha256-` and base64 (CSP 3, 2.3.1). */
export function styleHash(theme: Theme = {}): string {
  return `sha256-${createHash('sha256').update(styleOf(theme)).digest('base64')}`;
}

/**
 * The policy to send with every page: one style sheet, one picture, no script, no frame.
 *
 * @param linked `'self'` lets in style sheets of this host as well
 */
export function contentSecurityPolicy(theme: Theme = {}, linked: "'self' " | '' = ''): string {
  return [
    "default-src 'none'",
    `style-src ${linked}'${styleHash(theme)}'`,
    `img-src ${imageSource(theme)}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

function imageSource(theme: Theme): string {
  const logo = logoOf(theme) ?? '/';
  return logo.startsWith('/') ? "'self'" : new URL(logo).origin;
}

export function oneLine(css: string): string {
  return css.replace(/\n/g, '');
}
