import { key } from './mark.ts';
import { oneLine, styleOf } from './style.ts';
import { logoOf, productNameOf, type Theme } from './theme.ts';

/**
 * The style sheet of the edge's own pages, which know no theme and have no header: the look of the
 * others, and their header in front of it. It asks for nothing but the logo, and draws the mark
 * without an address: a site's policy may forbid pictures that are none of its own.
 */
export function linkedStyle(theme: Theme): string {
  return styleOf(theme) + oneLine(brandOf(theme));
}

function brandOf(theme: Theme): string {
  const name = cssText(productNameOf(theme));
  const logo = logoOf(theme);
  if (logo === null) {
    return `body::before{content:${name};display:flex;align-items:center;min-height:32px;margin:0 0 1rem;
padding-left:calc(32px + .6rem);font-weight:600}
main{position:relative}
main::before,main::after{content:"";position:absolute;bottom:calc(100% + 1rem + 1px);left:-1px;
width:32px;height:32px;border-radius:8px;background:var(--lk-accent)}
main::after{background:var(--lk-on-accent);clip-path:path(evenodd,"${key}")}`;
  }
  // Twice: where the text for who sees no pictures is not understood, the second is dropped.
  return `body::before{content:"";content:""/${name};height:2rem;max-width:12rem;margin:0 0 1rem;
background:url(${cssText(logo)}) 0/contain no-repeat}`;
}

/** Text as a CSS string: whatever could end it, or is not ASCII, stands as its code point. */
export function cssText(text: string): string {
  const escaped = text.replace(
    /[^\w .,/:-]/gu,
    (character) => `\\${(character.codePointAt(0) ?? 0).toString(16)} `,
  );
  return `"${escaped}"`;
}
