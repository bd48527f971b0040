import { Duration, Stack } from 'aws-cdk-lib';
import {
  HeadersFrameOption,
  HeadersReferrerPolicy,
  ResponseHeadersPolicy,
  type ResponseSecurityHeadersBehavior,
} from 'aws-cdk-lib/aws-cloudfront';
import { Construct } from 'constructs';
import { globalName } from './names.ts';

export interface SiteHeadersProps {
  /** `null` for none. */
  readonly contentSecurityPolicy: string | null;
}

const strictTransportSecurity = {
  accessControlMaxAge: Duration.days(730),
  override: true,
};

/** What every answer says to the browser. */
export class SiteHeaders extends Construct {
  /** For the site's files: a browser asks again each time, so that a sign-out is noticed. */
  readonly guarded: ResponseHeadersPolicy;
  /** For the token exchange, which says everything else itself. */
  readonly auth: ResponseHeadersPolicy;

  constructor(scope: Construct, id: string, { contentSecurityPolicy }: SiteHeadersProps) {
    super(scope, id);
    this.guarded = this.policy('Guarded', {
      strictTransportSecurity,
      contentTypeOptions: { override: true },
      frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
      referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.SAME_ORIGIN, override: true },
      ...(contentSecurityPolicy !== null && {
        contentSecurityPolicy: { contentSecurityPolicy, override: true },
      }),
    });
    this.auth = this.policy('Auth', { strictTransportSecurity });
  }

  private policy(id: string, securityHeadersBehavior: ResponseSecurityHeadersBehavior) {
    const scope = new Construct(this, id);
    return new ResponseHeadersPolicy(scope, 'Policy', {
      responseHeadersPolicyName: globalName(scope, 128),
      securityHeadersBehavior,
      ...(id === 'Guarded' && {
        customHeadersBehavior: {
          customHeaders: [{ header: 'cache-control', value: 'private, no-cache', override: true }],
        },
      }),
    });
  }
}

/** This host alone, and Cognito's API for forms of one's own. */
export function defaultContentSecurityPolicy(scope: Construct): string {
  const { region, urlSuffix } = Stack.of(scope);
  return `default-src 'self'; connect-src 'self' https://cognito-idp.${region}.${urlSuffix}; frame-ancestors 'none'`;
}
