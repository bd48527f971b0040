/**
 * What CloudFront lets functions do with headers, in one table. Names are in lower case.
 *
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-function-restrictions-all.html
 */

/** Not shown to functions and not to be added by them. */
const disallowed = new Set([
  'connection',
  'expect',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'trailer',
  'upgrade',
  'x-accel-buffering',
  'x-accel-charset',
  'x-accel-limit-rate',
  'x-accel-redirect',
  'x-amzn-auth',
  'x-amzn-cf-billing',
  'x-amzn-cf-id',
  'x-amzn-cf-xff',
  'x-amzn-errortype',
  'x-amzn-fle-profile',
  'x-amzn-header-count',
  'x-amzn-header-order',
  'x-amzn-lambda-integration-tag',
  'x-amzn-requestid',
  'x-cache',
  'x-forwarded-proto',
  'x-real-ip',
]);
const disallowedPrefixes = ['x-amz-cf-', 'x-edge-'];

/**
 * Refused when added, although a request may carry them. The documentation once named these whole
 * families and now only some members: refusing all is on the safe side of either.
 */
const refusedPrefixes = ['x-accel-', 'x-amzn-', 'proxy-'];

/** Functions may read these at viewer-request, and not add, change or delete them. */
export const readOnlyInRequests: readonly string[] = [
  'cdn-loop',
  'content-length',
  'host',
  'transfer-encoding',
  'via',
];

/** The same at viewer-response and in an answer that a function makes. */
export const readOnlyInResponses: readonly string[] = ['transfer-encoding', 'via', 'warning'];

/** Neither viewers' nor origins' headers of these names pass through CloudFront. */
const removedBetween = new Set([...disallowed, 'te', 'transfer-encoding']);
for (const shownToViewers of ['x-amzn-errortype', 'x-amzn-requestid']) {
  removedBetween.delete(shownToViewers);
}

/** Whether functions are not shown a header. */
export function isHidden(name: string): boolean {
  return disallowed.has(name) || hasPrefix(name, disallowedPrefixes);
}

/** Whether a function that adds or changes a header fails validation. */
export function isRefused(name: string): boolean {
  return isHidden(name) || hasPrefix(name, refusedPrefixes);
}

/** Whether CloudFront drops a header on the way from viewer to origin or back. */
export function isRemoved(name: string): boolean {
  return removedBetween.has(name) || hasPrefix(name, disallowedPrefixes);
}

function hasPrefix(name: string, prefixes: readonly string[]): boolean {
  return prefixes.some((prefix) => name.startsWith(prefix));
}
