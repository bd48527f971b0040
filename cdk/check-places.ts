/** Holds accounts and regions of what a deployment works with against its own. */
import { Stack, Token, type ResourceEnvironment } from 'aws-cdk-lib';
import { Distribution, type IDistribution } from 'aws-cdk-lib/aws-cloudfront';
import type { Construct } from 'constructs';
import type { LatchkeyProps } from './latchkey-props.ts';

/**
 * A distribution takes functions of its own account only, and the token exchange is called by whom
 * its own region was told of.
 */
export function checkPlace(scope: Construct, distribution: IDistribution): string[] {
  const { account, region } = Stack.of(scope);
  const { path } = distribution.node;
  return [
    ...(differ(distribution.env.account, account)
      ? [
          `${path} is in the account ${distribution.env.account}, and CloudFront takes functions and stores of its own account only: deploy this there (the user pool and the origins may be elsewhere)`,
        ]
      : []),
    ...(distribution instanceof Distribution && differ(distribution.env.region, region)
      ? [
          `${path} is made in ${distribution.env.region}, and its permission to call the token exchange has to be made in ${region}: make it there, or configure it by the outputs and refer to it by Distribution.fromDistributionAttributes`,
        ]
      : []),
  ];
}

/** A user pool of another account: people sign in there, and nothing can be made or asked there. */
export function checkUserPoolPlace(scope: Construct, { userPool }: LatchkeyProps): string[] {
  if (!userPool) return [];
  const { account, region } = Stack.of(scope);
  const there = userPool.userPool.env;
  if (!differ(there.account, account) && !differ(there.region, region)) return [];
  const needs = userPool.client
    ? userPool.client.hasSecret && 'its secret could not be asked for'
    : 'the app client could not be made there: give one, without a secret';
  return needs ? [`userPool.userPool is in ${placeOf(there)}, and ${needs}`] : [];
}

function placeOf({ account, region }: ResourceEnvironment): string {
  return `${Token.isUnresolved(account) ? 'this account' : account}, ${region}`;
}

function differ(one: string, other: string): boolean {
  return !Token.isUnresolved(one) && !Token.isUnresolved(other) && one !== other;
}
