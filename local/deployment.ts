/** What CloudFormation, CloudFront and Lambda tell of the local system. */
import type { EdgeConfigInput } from '../functions/compile/compile.ts';
import { afterMetadata, configMetadata } from '../functions/compile/metadata.ts';
import { localStackName } from '../cli/local.ts';
import type { BehaviorRecord, DeploymentRecord } from './aws/deployment-record.ts';
import { localAccount } from './aws/local-account.ts';

export interface LocalDeployment {
  readonly edge: EdgeConfigInput;
  /** The user's own edge code, compiled. */
  readonly after?: string | null;
  /** The exact code of the edge function. */
  readonly code: string;
  readonly authPath: string;
  readonly hosts: readonly string[];
  readonly storeArn: string;
  readonly deploymentParameter: string;
  readonly userPoolId: string;
  readonly clientId: string;
  readonly keysFunction: string;
  /** As `local/distribution.ts` has them. */
  readonly distributionId: string;
  readonly domainName: string;
  readonly exchangeDomain: string;
}

const { accountId, region } = localAccount;
const edgeName = `latchkey-local-authorize-${region}`;
const edgeArn = `arn:aws:cloudfront::${accountId}:function/${edgeName}`;
const exchangeName = 'latchkey-local-token-exchange';

/** A fresh record, which its owner may change. */
export function describeDeployment(local: LocalDeployment): DeploymentRecord {
  const { code, distributionId, exchangeDomain } = local;
  const arn = `arn:aws:cloudfront::${accountId}:distribution/${distributionId}`;
  return {
    stack: describeStack(local),
    edgeFunction: { name: edgeName, live: code, development: code, stores: [local.storeArn] },
    distributions: [
      {
        id: distributionId,
        arn,
        domainName: local.domainName,
        status: 'Deployed',
        enabled: true,
        aliases: [...local.hosts],
        origins: [
          { id: 'site', domainName: 'latchkey-demo-site.s3.amazonaws.com', accessControl: 'ESITE' },
          { id: 'exchange', domainName: exchangeDomain, accessControl: 'EEXCHANGE' },
        ],
        behaviors: describeBehaviors(local),
        errorResponses: [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504].map((code) => ({
          code,
          ttl: 0,
        })),
      },
    ],
    originAccessControls: {
      ESITE: { originType: 's3', signing: 'always' },
      EEXCHANGE: { originType: 'lambda', signing: 'always' },
    },
    cachePolicies: {
      disabled: { minTtl: 0, maxTtl: 0 },
      optimized: { minTtl: 1, maxTtl: 31_536_000 },
    },
    tokenExchange: {
      name: exchangeName,
      url: `https://${exchangeDomain}/`,
      authType: 'AWS_IAM',
      policy: ['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction'].map((Action) => ({
        Sid: Action.slice('lambda:'.length),
        Effect: 'Allow',
        Principal: { Service: 'cloudfront.amazonaws.com' },
        Action,
        Resource: `arn:aws:lambda:${region}:${accountId}:function:${exchangeName}`,
        Condition: { ArnLike: { 'AWS:SourceArn': arn } },
      })),
    },
    denied: new Set(),
  };
}

function describeBehaviors({ authPath }: LocalDeployment): BehaviorRecord[] {
  const guarded = { viewerProtocol: 'redirect-to-https', viewerRequest: edgeArn } as const;
  return [
    {
      ...guarded,
      pattern: `${authPath}/*`,
      origin: 'exchange',
      methods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'],
      cachePolicy: 'disabled',
      originRequestPolicy: 'all-viewer-except-host-header',
    },
    {
      ...guarded,
      pattern: '*',
      origin: 'site',
      methods: ['GET', 'HEAD', 'OPTIONS'],
      cachePolicy: 'optimized',
      originRequestPolicy: null,
    },
  ];
}

/** Outputs with the names that CDK would give them: see `cdk/outputs.ts`. */
function describeStack(local: LocalDeployment): DeploymentRecord['stack'] {
  const outputs = {
    KeysFunction: local.keysFunction,
    EdgeFunction: edgeArn,
    TokenExchangeFunction: exchangeName,
    TokenExchangeDomain: local.exchangeDomain,
    KeyValueStore: local.storeArn,
    DeploymentParameter: local.deploymentParameter,
    UserPoolId: local.userPoolId,
    ClientId: local.clientId,
  };
  return {
    name: localStackName,
    outputs: Object.fromEntries(
      Object.entries(outputs).map(([name, value]) => [`SiteLatchkey${name}Output0A1B2C3D`, value]),
    ),
    resources: [
      {
        id: 'Authorize',
        type: 'AWS::CloudFront::Function',
        physicalId: edgeArn,
        metadata: {
          [configMetadata]: local.edge,
          ...(typeof local.after === 'string' && { [afterMetadata]: local.after }),
        },
      },
      {
        id: 'Distribution',
        type: 'AWS::CloudFront::Distribution',
        physicalId: local.distributionId,
      },
    ],
  };
}
