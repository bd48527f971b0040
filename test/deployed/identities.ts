/** What each type of resource is called once it is deployed, as AWS's documentation has it. */
import { createHash } from 'node:crypto';
import { localAccount } from '../../local/aws/clients.ts';

export interface Identity {
  /** What `Ref` gives. */
  readonly ref?: string;
  /** What `Fn::GetAtt` gives. */
  readonly attributes?: Readonly<Record<string, string>>;
}

export interface IdentityContext {
  /** The logical id. */
  readonly id: string;
  readonly port: number;
  /** Among those of its type. */
  readonly position: number;
  readonly secretArn: string;
  /** A property, resolved. */
  readonly property: (name: string) => string;
}

const { region, accountId } = localAccount;

/** The name of a queue; what the stand-in for SQS has to be made with. */
export const queueName = (id: string) => id;

export const bucketName = (id: string) => id.toLowerCase();

/** The host of the distribution at that position: browsers take every name under localhost for here. */
export const hostOf = (position: number, port: number) => `d${position + 1}.localhost:${port}`;

const byId = ({ id }: IdentityContext): Identity => ({ ref: id });

export const identities: Readonly<Record<string, (context: IdentityContext) => Identity>> = {
  'AWS::CloudFront::CachePolicy': byId,
  'AWS::CloudFront::Distribution': ({ id, position, port }) => ({
    ref: `E${digest(id, 13).toUpperCase()}`,
    attributes: { DomainName: hostOf(position, port) },
  }),
  'AWS::CloudFront::Function': ({ id }) => ({
    attributes: { FunctionARN: `arn:aws:cloudfront::${accountId}:function/${id}` },
  }),
  'AWS::CloudFront::KeyValueStore': ({ id }) => ({
    attributes: { Arn: `arn:aws:cloudfront::${accountId}:key-value-store/${uuid(id)}` },
  }),
  'AWS::CloudFront::OriginAccessControl': ({ id }) => ({ attributes: { Id: id } }),
  'AWS::CloudFront::OriginRequestPolicy': byId,
  'AWS::CloudFront::ResponseHeadersPolicy': byId,
  'AWS::Cognito::UserPool': ({ id }) => ({
    ref: `${region}_${digest(id, 9)}`,
    attributes: {
      Arn: `arn:aws:cognito-idp:${region}:${accountId}:userpool/${region}_${digest(id, 9)}`,
    },
  }),
  'AWS::Cognito::UserPoolClient': ({ id }) => ({ ref: digest(id, 26) }),
  'AWS::Cognito::UserPoolDomain': ({ property }) => ({ ref: property('Domain') }),
  'AWS::Events::Rule': ({ id }) => ({
    ref: id,
    attributes: { Arn: `arn:aws:events:${region}:${accountId}:rule/${id}` },
  }),
  'AWS::IAM::Role': ({ id }) => ({
    ref: id,
    attributes: { Arn: `arn:aws:iam::${accountId}:role/${id}` },
  }),
  'AWS::Lambda::Function': ({ id }) => ({ ref: id, attributes: { Arn: functionArn(id) } }),
  'AWS::Lambda::LayerVersion': byId,
  'AWS::Lambda::Url': ({ id, property }) => ({
    attributes: {
      FunctionArn: property('TargetFunctionArn'),
      FunctionUrl: `https://${digest(id, 32)}.lambda-url.${region}.on.aws/`,
    },
  }),
  'AWS::Lambda::Version': ({ property }) => ({ ref: `${functionArn(property('FunctionName'))}:1` }),
  'AWS::Logs::LogGroup': ({ id }) => ({
    ref: id,
    attributes: { Arn: `arn:aws:logs:${region}:${accountId}:log-group:${id}:*` },
  }),
  'AWS::S3::Bucket': ({ id }) => ({
    ref: bucketName(id),
    attributes: {
      Arn: `arn:aws:s3:::${bucketName(id)}`,
      RegionalDomainName: `${bucketName(id)}.s3.${region}.amazonaws.com`,
    },
  }),
  'AWS::SecretsManager::Secret': ({ secretArn }) => ({ ref: secretArn }),
  'AWS::SQS::Queue': ({ id, port }) => ({
    ref: `http://127.0.0.1:${port}/${accountId}/${queueName(id)}`,
    attributes: { Arn: `arn:aws:sqs:${region}:${accountId}:${queueName(id)}` },
  }),
};

function functionArn(id: string): string {
  return `arn:aws:lambda:${region}:${accountId}:function:${id}`;
}

function digest(id: string, length: number): string {
  return createHash('sha256').update(id).digest('hex').slice(0, length);
}

function uuid(id: string): string {
  return digest(id, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
