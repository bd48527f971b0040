import { Names, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** Where CloudFront's metrics are, and the certificates and web ACLs that it takes. */
export const cloudFrontRegion = 'us-east-1';

/** The longest name of a region, and the hyphen before it. */
const regionLength = 16;

/**
 * A name for what CloudFront keeps for the whole account: with the region in it, or the same stack
 * could not be deployed in two of them.
 */
export function globalName(scope: Construct, maxLength = 64): string {
  const name = Names.uniqueResourceName(scope, { maxLength: maxLength - regionLength });
  return `${name}-${Stack.of(scope).region}`;
}

/** The SSM parameter that tells the token exchange of its deployment. */
export function deploymentParameterName(audience: string): string {
  return `/latchkey/${audience}/deployment`;
}
