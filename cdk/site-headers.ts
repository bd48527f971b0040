import { Duration, Stack } from 'aws-cdk-lib';
import {
  HeadersFrameOption,
  HeadersReferrerPolicy,
  ResponseHeadersPolicy,
  type ResponseHeadersPolicyProps,
} from 'aws-cdk-lib/aws-cloudfront';
import { Construct } from 'constructs';
import type { Theme } from '../token-exchange/pages/index.ts';
import { globalName } from './names.ts';
import { cacheControl, contentSecurityPolicy } from './site-wiring.ts';
import { unavailablePolicy } from './unavailable.ts';

export interface SiteHeadersProps {
  /** `null` for none. */
  readonly contentSecurityPolicy: string | null;
  /** How the page of the auth path looks. */
  readonly theme: Theme;
}

const strictTransportSecurity = {
  accessControlMaxAge: Duration.days(730),
  override: true,
};

/** What every answer says to the browser. */
export class SiteHeaders extends Construct {
  /** For the site's files. */
  readonly guarded: ResponseHeadersPolicy;
  /** For the token exchange, and for the page while it does not answer. */
  readonly auth: ResponseHeadersPolicy;

  constructor(scope: Construct, id: string, props: SiteHeadersProps) {
    super(scope, id);
    this.guarded = this.policy('Guarded', {
      securityHeadersBehavior: {
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.SAME_ORIGIN, override: true },
        ...(props.contentSecurityPolicy !== null && {
          contentSecurityPolicy: {
            contentSecurityPolicy: props.contentSecurityPolicy,
            override: true,
          },
        }),
      },
      customHeadersBehavior: {
        customHeaders: [{ header: 'cache-control', value: cacheControl, override: true }],
      },
    });
    this.auth = this.policy('Auth', unavailablePolicy(props.theme));
  }

  private policy(id: string, props: ResponseHeadersPolicyProps) {
    const scope = new Construct(this, id);
    return new ResponseHeadersPolicy(scope, 'Policy', {
      responseHeadersPolicyName: globalName(scope, 128),
      ...props,
      securityHeadersBehavior: { strictTransportSecurity, ...props.securityHeadersBehavior },
    });
  }
}

/** This host alone, and Cognito's API for forms of one's own. */
export function defaultContentSecurityPolicy(scope: Construct): string {
  const { region, urlSuffix } = Stack.of(scope);
  return contentSecurityPolicy(`https://cognito-idp.${region}.${urlSuffix}`);
}
