import { Stack } from 'aws-cdk-lib';
import { PermissionsBoundary, type IManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** aws-cdk-lib's providers of custom resources, which stand beside us in the stack. */
const providers = /^(AWSCDK\.TriggerCustomResource|Custom::(CDKBucketDeployment|S3AutoDelete))/;

/** Bounds every role in a construct, and those of the providers that it has in its stack. */
export function applyBoundary(scope: Construct, boundary: IManagedPolicy): void {
  const shared = Stack.of(scope).node.children.filter(({ node }) => providers.test(node.id));
  for (const construct of [scope, ...shared]) PermissionsBoundary.of(construct).apply(boundary);
}
