import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { globalName } from './names.ts';

export interface AuthRateLimitProps {
  readonly authPath: string;
  /** Requests of one address in five minutes. */
  readonly limit: number;
}

/** A web ACL that limits how often one address may ask for the auth path; for us-east-1 only. */
export class AuthRateLimit extends Construct {
  readonly webAclArn: string;

  constructor(scope: Construct, id: string, { authPath, limit }: AuthRateLimitProps) {
    super(scope, id);
    const metricName = globalName(this);
    const visibilityConfig = {
      cloudWatchMetricsEnabled: true,
      metricName,
      sampledRequestsEnabled: true,
    };
    const webAcl = new CfnWebACL(this, 'WebAcl', {
      scope: 'CLOUDFRONT',
      defaultAction: { allow: {} },
      visibilityConfig,
      rules: [
        {
          name: 'auth-path',
          priority: 0,
          action: { block: {} },
          visibilityConfig,
          statement: {
            rateBasedStatement: {
              limit,
              aggregateKeyType: 'IP',
              scopeDownStatement: {
                byteMatchStatement: {
                  fieldToMatch: { uriPath: {} },
                  positionalConstraint: 'STARTS_WITH',
                  searchString: `${authPath}/`,
                  textTransformations: [{ priority: 0, type: 'URL_DECODE' }],
                },
              },
            },
          },
        },
      ],
    });
    this.webAclArn = webAcl.attrArn;
  }
}
