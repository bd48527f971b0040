/**
 * What the distribution of a site says and does, in a template and on one machine alike. Nothing of
 * aws-cdk-lib is here: what runs locally has to start in no time.
 */

/** A browser asks again each time, so that a sign-out is noticed. */
export const cacheControl = 'private, no-cache';

export const referrerPolicy = 'same-origin';

/**
 * This host alone.
 *
 * @param connectTo an origin that scripts may send requests to besides
 */
export function contentSecurityPolicy(connectTo: string): string {
  return `default-src 'self'; connect-src 'self' ${connectTo}; frame-ancestors 'none'`;
}
