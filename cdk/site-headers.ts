import { Duration, Stack } from 'aws-cdk-lib';
import {
  HeadersFrameOption,
  HeadersReferrerPolicy,
  ResponseHeadersPolicy,
  type ResponseSecurityHeadersBehavior,
} from 'aws-cdk-lib/aws-cloudfront';
import { Construct } from 'constructs';
import { globalName } from './names.ts';
import { cacheControl, contentSecurityPolicy } from './site-wiring.ts';

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
  /** For the site's files. */
  readonly guarded: ResponseHeadersPolicy;
  /** For the token exchange, which says everything else itself. */
  readonly auth: ResponseHeadersPolicy;

  constructor(scope: Construct, id: string, props: SiteHeadersProps) {
    super(scope, id);
    this.guarded = this.policy('Guarded', {
      strictTransportSecurity,
      contentTypeOptions: { override: true },
      frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
      referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.SAME_ORIGIN, override: true },
      ...(props.contentSecurityPolicy !== null && {
        contentSecurityPolicy: {
          contentSecurityPolicy: props.contentSecurityPolicy,
          override: true,
        },
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
          customHeaders: [{ header: 'cache-control', value: cacheControl, override: true }],
        },
      }),
    });
  }
}

/** This host alone, and Cognito's API for forms of one's own. */
export function defaultContentSecurityPolicy(scope: Construct): string {
  const { region, urlSuffix } = Stack.of(scope);
  return contentSecurityPolicy(`https://cognito-idp.${region}.${urlSuffix}`);
}
