import type { Environment } from './environment.ts';
import { LatchkeyError } from './errors.ts';

/**
 * CloudFront's origin access control signs a request with a body only when the viewer names the
 * body's hash, also that of an empty one.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-lambda.html
 */
export const contentHashHeader = 'x-amz-content-sha256';

/** The hex SHA-256 of a body. @throws LatchkeyError `insecure_context` */
export async function contentHash(
  environment: Environment,
  body: string | ArrayBuffer,
): Promise<string> {
  if (environment.sha256 === undefined) {
    throw new LatchkeyError(
      'insecure_context',
      'This page has no WebCrypto: serve it by https (or on localhost).',
    );
  }
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : new Uint8Array(body);
  const digest = new Uint8Array(await environment.sha256(bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
