/**
 * What AWS would tell about a deployment to whoever may read it: the stack, the distributions, the
 * edge function, the permissions of the Lambda. Plain data, so that a test can break any of it.
 */
export interface DeploymentRecord {
  readonly stack: {
    readonly name: string;
    readonly outputs: Record<string, string>;
    readonly resources: ResourceRecord[];
  };
  readonly edgeFunction: {
    name: string;
    /** `null` where it was never published. */
    live: string | null;
    development: string;
    /** ARNs. */
    stores: string[];
  };
  readonly distributions: DistributionRecord[];
  readonly originAccessControls: Record<string, AccessControlRecord>;
  /** By id; seconds. */
  readonly cachePolicies: Record<string, { readonly minTtl: number; readonly maxTtl: number }>;
  readonly tokenExchange: {
    readonly name: string;
    /** `https://…/` */
    readonly url: string;
    authType: 'AWS_IAM' | 'NONE';
    /** Its resource policy; `null` where it has none. */
    policy: PolicyStatement[] | null;
  };
  /** Actions that are denied to whoever asks, such as `cloudfront:GetFunction`. */
  readonly denied: Set<string>;
}

export interface ResourceRecord {
  readonly id: string;
  readonly type: string;
  readonly physicalId: string;
  metadata?: object;
}

export interface DistributionRecord {
  readonly id: string;
  readonly arn: string;
  readonly domainName: string;
  status: 'Deployed' | 'InProgress';
  enabled: boolean;
  aliases: string[];
  readonly origins: { readonly id: string; readonly domainName: string; accessControl: string }[];
  /** The last one is the default one, `*`. */
  readonly behaviors: BehaviorRecord[];
  errorResponses: { code: number; responseCode?: number; page?: string; ttl: number }[];
}

export interface BehaviorRecord {
  readonly pattern: string;
  origin: string;
  methods: string[];
  cachePolicy: string;
  originRequestPolicy: string | null;
  viewerProtocol: 'redirect-to-https' | 'https-only' | 'allow-all';
  /** ARN of the viewer-request function. */
  viewerRequest: string | null;
}

export interface AccessControlRecord {
  originType: 'lambda' | 's3';
  signing: 'always' | 'never' | 'no-override';
}

/** A statement of a Lambda's resource policy, as GetPolicy has it. */
export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal: { readonly Service: string } | '*';
  readonly Action: string;
  readonly Resource: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}
