/**
 * Whether the extras are built in: identity headers, bearer tokens, a single-page fallback. The lean
 * bundle is built with `false` in its place, see `rollup.config.ts`.
 */
export const hasExtras: boolean = true;
