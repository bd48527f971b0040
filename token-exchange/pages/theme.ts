import { safeHref } from './html.ts';

/** How a deployment makes the pages its own. */
export interface Theme {
  /** The buttons' colour, `#rgb` or `#rrggbb`. @default Latchkey's green, one for light, one for dark */
  readonly accent?: string;
  /** A path on this host or an `https://` URL. @default the key */
  readonly logoUrl?: string;
  /** What the site is called, for people. @default 'Latchkey' */
  readonly productName?: string;
}

export function productNameOf({ productName }: Theme): string {
  return productName ?? 'Latchkey';
}

/** The logo's address; null where the theme names none, or one that pages must not ask for. */
export function logoOf({ logoUrl }: Theme): string | null {
  return logoUrl !== undefined && safeHref(logoUrl) === logoUrl ? logoUrl : null;
}

/** A colour, and the black or white that is read best on it. */
export interface Accent {
  readonly colour: string;
  readonly on: string;
}

/** The theme's accent; null where it names none or one that is no hex colour. */
export function accentOf({ accent }: Theme): Accent | null {
  if (accent === undefined || !/^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i.test(accent)) return null;
  // Black and white are equally far, 4.58 to 1, from this luminance: AA holds on either side.
  return { colour: accent, on: luminance(accent) > 0.179 ? '#000' : '#fff' };
}

/** https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
export function luminance(colour: string): number {
  const digits = colour.slice(1);
  const hex = digits.length === 3 ? digits.replace(/./g, '$&$&') : digits;
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((at) => {
    const channel = parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
