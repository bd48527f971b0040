import type { HttpRequest } from '../http.ts';
import { AwsError } from './errors.ts';

/** Signature version 4, bound to one region, or 4a, bound to a set of regions. */
export type SigningAlgorithm = 'AWS4-HMAC-SHA256' | 'AWS4-ECDSA-P256-SHA256';

/**
 * Refuses what AWS would refuse at first sight: a request without a signature, with one of another
 * kind, or with one whose credential scope names another service. Whether the signature is right
 * is not checked: the stand-ins know no secrets.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function requireSignature(
  request: HttpRequest,
  service: string,
  algorithm: SigningAlgorithm,
  refusal: { readonly code: string; readonly status: number },
): void {
  const authorization = request.headers['authorization'] ?? '';
  const scope = credentialScope(authorization, algorithm);
  if (!scope) throw new AwsError(refusal.code, 'Missing Authentication Token', refusal.status);
  // date/region/service/aws4_request, or without the region in version 4a.
  if (scope.at(-2) !== service || scope.at(-1) !== 'aws4_request') {
    throw new AwsError(
      'InvalidSignatureException',
      `Credential should be scoped to correct service: '${service}'.`,
      refusal.status,
    );
  }
}

function credentialScope(authorization: string, algorithm: SigningAlgorithm): string[] | null {
  const match = /^(\S+) Credential=([^/,\s]+)\/([^,\s]+), ?SignedHeaders=\S+, ?Signature=\S+$/.exec(
    authorization,
  );
  return match?.[1] === algorithm && match[3] ? match[3].split('/') : null;
}
