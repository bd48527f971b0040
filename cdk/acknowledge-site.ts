import { Annotations, Stack, Token } from 'aws-cdk-lib';
import type { CfnElement } from 'aws-cdk-lib';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { ProtectedSiteProps } from './site-props.ts';

export function acknowledgeDistribution(distribution: IConstruct, props: ProtectedSiteProps): void {
  const hasWebAcl = props.webAclArn !== undefined || props.authRateLimit !== undefined;
  acknowledge(distribution, {
    CFR1: 'Whom the site is for is decided by sign-in, not by country.',
    ...(!hasWebAcl && {
      CFR2: 'A web ACL is an option (webAclArn, authRateLimit): it can be made in us-east-1 only, and costs for each request.',
    }),
    ...(props.accessLogs === false && { CFR3: 'The owner of the site has turned logs off.' }),
    ...(props.certificateArn === undefined && {
      CFR4: "Without a certificate of one's own CloudFront fixes the oldest TLS version itself; with certificateArn it is 1.2.",
    }),
  });
}

/** See `rootObjectFor`: where CloudFront may list, it is never asked to. */
export function acknowledgeList(distribution: IConstruct): void {
  Annotations.of(distribution).acknowledgeWarning(
    '@aws-cdk/aws-cloudfront-origins:listBucketSecurityRisk',
    'The list is granted only with a default root object, so that S3 says 404 of what it does not have.',
  );
}

export function acknowledgeUnlogged(content: IBucket): void {
  acknowledge(content, { S1: 'The owner of the site has turned logs off.' });
}

/** The provider of `BucketDeployment` is aws-cdk-lib's, one for a stack. */
export function acknowledgeUpload(content: IBucket): void {
  const stack = Stack.of(content);
  const provider = stack.node.children.find(({ node }) =>
    node.id.startsWith('Custom::CDKBucketDeployment'),
  );
  if (!provider) return;
  const own = "aws-cdk-lib's own provider of uploads, which runs in a deploy only";
  const bucket = stack.getLogicalId(content.node.defaultChild as CfnElement);
  const findings = {
    'IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]': `${own}: it may write logs.`,
    L1: `${own}, with the runtime that aws-cdk-lib chooses.`,
    [`IAM5[Resource::<${bucket}.Arn>/*]`]: `${own}: it writes all of the site's files.`,
    [`IAM5[Resource::arn:<AWS::Partition>:s3:::${assetBucket(stack)}/*]`]: `${own}: it reads what was uploaded for the deploy.`,
    'IAM5[Resource::*]': `${own}: it renews the distribution's cache, by a grant of aws-cdk-lib's.`,
  };
  const actions = ['GetObject', 'GetBucket', 'List', 'DeleteObject', 'Abort'].map((action) => [
    `IAM5[Action::s3:${action}*]`,
    `${own}: aws-cdk-lib's grants name actions by prefix, for two buckets.`,
  ]);
  acknowledge(provider, { ...findings, ...(Object.fromEntries(actions) as typeof findings) });
}

/** As cdk-nag writes it: the bucket that `cdk bootstrap` made. */
function assetBucket({ synthesizer, account, region }: Stack): string {
  const place = [
    Token.isUnresolved(account) ? '<AWS::AccountId>' : account,
    Token.isUnresolved(region) ? '<AWS::Region>' : region,
  ];
  return `cdk-${synthesizer.bootstrapQualifier ?? 'hnb659fds'}-assets-${place.join('-')}`;
}
