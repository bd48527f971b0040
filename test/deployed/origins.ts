/** The origins of a distribution, each with what may be asked of it by this distribution. */
import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from 'aws-lambda';
import type { Origin } from '../../local/cloudfront/distribution.ts';
import { throughFault, type Faults } from '../../local/faults.ts';
import type { HttpHandler } from '../../local/http.ts';
import { createBucket } from '../../local/s3/bucket.ts';
import { TemplateError, type Fields } from './fields.ts';
import { functionUrlsOf } from './lambdas.ts';
import { bucketActions, callersOf } from './permissions.ts';
import type { SiteFiles } from './site-files.ts';
import type { DeployedStack } from './stack.ts';

export interface OriginMeans {
  readonly files: SiteFiles;
  /** Calls a Lambda by its logical id. */
  readonly invoke: (
    lambda: string,
    event: LambdaFunctionURLEvent,
  ) => Promise<LambdaFunctionURLResult>;
  /** Somebody's own origins, by their domain names. */
  readonly others: Readonly<Record<string, HttpHandler>>;
  readonly faults: Faults;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface NamedOrigin {
  readonly id: string;
  readonly origin: Origin;
  /** How long CloudFront waits for it, in seconds. */
  readonly timeout: number;
}

/** CloudFront's own. */
const defaultTimeout = 30;

/** @param distribution its ARN */
export function readOrigin(
  stack: DeployedStack,
  fields: Fields,
  distribution: string,
  means: OriginMeans,
): NamedOrigin {
  fields.idle('ConnectionAttempts', 'ConnectionTimeout');
  const id = fields.text('Id');
  const domainName = fields.text('DomainName');
  const access = fields.optionalText('OriginAccessControlId');
  const s3 = fields.optionalObject('S3OriginConfig', (config) => {
    config.only('OriginAccessIdentity', '');
    return true;
  });
  const timeout =
    fields.optionalObject('CustomOriginConfig', (config) => {
      config.only('OriginProtocolPolicy', 'https-only');
      config.idle('OriginSSLProtocols', 'OriginKeepaliveTimeout', 'HTTPSPort');
      return config.optionalNumber('OriginReadTimeout');
    }) ?? defaultTimeout;
  const bucket = stack.idOf('AWS::S3::Bucket', domainName, 'RegionalDomainName');
  const url = functionUrlsOf(stack).find((one) => one.domainName === domainName);
  if (s3 && bucket !== undefined) {
    assertSigns(stack, fields.at, access, 's3');
    return { id, timeout, origin: bucketOrigin(stack, bucket, distribution, means) };
  }
  if (url) {
    assertSigns(stack, fields.at, access, 'lambda');
    const isLetIn = callersOf(stack, url.lambda).includes(distribution);
    return {
      id,
      timeout,
      origin: isLetIn
        ? { kind: 'lambda-url', domainName, invoke: (event) => means.invoke(url.lambda, event) }
        : { kind: 'custom', domainName, handle: forbidden },
    };
  }
  const handle = means.others[domainName];
  if (!handle || access !== undefined) {
    throw new TemplateError(fields.at, `leads to ${domainName}, which is not known here`);
  }
  return { id, timeout, origin: { kind: 'custom', domainName, handle } };
}

function assertSigns(
  stack: DeployedStack,
  at: string,
  access: string | undefined,
  kind: 's3' | 'lambda',
): void {
  if (access === undefined) throw new TemplateError(at, 'has no origin access control');
  const id = stack.idOf('AWS::CloudFront::OriginAccessControl', access, 'Id');
  if (id === undefined) throw new TemplateError(at, `has ${access}, not in the template`);
  stack.read(id, 'AWS::CloudFront::OriginAccessControl', (fields) =>
    fields.object('OriginAccessControlConfig', (config) => {
      config.idle('Name', 'Description');
      config.only('OriginAccessControlOriginType', kind);
      config.only('SigningBehavior', 'always');
      config.only('SigningProtocol', 'sigv4');
    }),
  );
}

function bucketOrigin(
  stack: DeployedStack,
  id: string,
  distribution: string,
  { files, faults, now }: OriginMeans,
): Origin {
  const bucketName = stack.name(id);
  const actions = bucketActions(stack, id, distribution);
  if (!actions.includes('s3:GetObject')) {
    return { kind: 's3', handle: forbidden };
  }
  const directory = files.folderOf(bucketName);
  const bucket = createBucket({
    bucketName,
    now,
    listBucket: actions.includes('s3:ListBucket'),
    writable: actions.includes('s3:PutObject'),
    ...(directory !== undefined && { directory }),
  });
  return {
    kind: 's3',
    domainName: stack.name(id, 'RegionalDomainName'),
    handle: (request) => throughFault('origin', faults, () => bucket(request)),
  };
}

/** Whom nobody has let in. */
const forbidden: HttpHandler = () =>
  Promise.resolve({ status: 403, headers: {}, body: 'Forbidden' });
