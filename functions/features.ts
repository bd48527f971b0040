/**
 * What is built in. Each bundle is built with `false` in place of what it does without, see
 * `rollup.config.ts`.
 */

/** Identity headers, bearer tokens, a single-page fallback. */
export const hasExtras: boolean = true;

/** The user's own code. */
export const hasAfter: boolean = true;
