/** The types of resources that are known: those that are read, and those that change nothing here. */
import type { Template } from './assembly.ts';
import { TemplateError } from './fields.ts';

const read: ReadonlySet<string> = new Set([
  'AWS::CloudFront::CachePolicy',
  'AWS::CloudFront::Distribution',
  'AWS::CloudFront::Function',
  'AWS::CloudFront::KeyValueStore',
  'AWS::CloudFront::OriginAccessControl',
  'AWS::CloudFront::OriginRequestPolicy',
  'AWS::CloudFront::ResponseHeadersPolicy',
  'AWS::Cognito::UserPool',
  'AWS::Cognito::UserPoolClient',
  'AWS::Cognito::UserPoolDomain',
  'AWS::IAM::Policy',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::Lambda::Permission',
  'AWS::Lambda::Url',
  'AWS::Lambda::Version',
  'AWS::S3::Bucket',
  'AWS::S3::BucketPolicy',
  'AWS::SecretsManager::Secret',
  'AWS::SQS::Queue',
  'AWS::SSM::Parameter',
  'Custom::CDKBucketDeployment',
  'Custom::Trigger',
]);

/** No request of a visitor's is answered differently for one of these, each for its reason. */
const idle: Readonly<Record<string, string>> = {
  'AWS::CDK::Metadata': 'is only counted',
  'AWS::CloudWatch::Alarm': 'only watches',
  'AWS::CloudWatch::Dashboard': 'only shows',
  'AWS::Cognito::ManagedLoginBranding': 'only paints',
  'AWS::Events::Rule': 'is for another day',
  'AWS::IAM::Role': 'is what its policies say, and they are read',
  'AWS::Lambda::EventInvokeConfig': 'is for those who do not wait for an answer',
  'AWS::Lambda::LayerVersion': 'belongs to a provider of aws-cdk-lib, which runs in a deploy',
  'AWS::Logs::LogGroup': 'only remembers',
  'AWS::Logs::MetricFilter': 'only counts',
  'AWS::SecretsManager::RotationSchedule': 'is for another day',
  'AWS::SNS::Topic': 'only tells',
  'AWS::SQS::QueuePolicy': 'only takes away what a Lambda would not do: to ask without TLS',
};

/** @throws {TemplateError} for the first that is not known */
export function assertKnownTypes({ Resources }: Template): void {
  for (const [id, { Type }] of Object.entries(Resources)) {
    if (!read.has(Type) && !Object.hasOwn(idle, Type)) {
      throw new TemplateError(`${id} (${Type})`, 'is not known here');
    }
  }
}
