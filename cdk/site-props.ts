import type { PriceClass } from 'aws-cdk-lib/aws-cloudfront';
import type { IHostedZone } from 'aws-cdk-lib/aws-route53';
import type { LatchkeyProps } from './latchkey-props.ts';

export interface ProtectedSiteProps extends LatchkeyProps {
  /** The folder to protect. */
  readonly directory: string;
  /**
   * Text files besides those of the folder: their paths in the site, and the local file of each.
   *
   * @default none
   */
  readonly files?: Readonly<Record<string, string>>;
  /**
   * The ARN of the certificate for `domainNames`, in us-east-1.
   *
   * @default the site is known by CloudFront's own name
   */
  readonly certificateArn?: string;
  /**
   * The zone that gets alias records of `domainNames`.
   *
   * @default the records are made elsewhere
   */
  readonly hostedZone?: IHostedZone;
  /**
   * The path of the site's own page for what it does not have, like `/404.html`. Everybody may read
   * it.
   *
   * @default a page in the look of the sign-in's
   */
  readonly notFoundPage?: string;
  /** @default PriceClass.PRICE_CLASS_100 */
  readonly priceClass?: PriceClass;
  /** The ARN of a web ACL, in us-east-1. @default none */
  readonly webAclArn?: string;
  /**
   * How many requests one address may send to the auth path in five minutes, 10 at least. It makes
   * a web ACL, which only a stack in us-east-1 can; elsewhere make one there and give `webAclArn`.
   *
   * @default no limit but those of Cognito and Lambda
   */
  readonly authRateLimit?: number;
  /** Whether requests are logged, without cookies. @default true */
  readonly accessLogs?: boolean;
  /**
   * The pages' content security policy; `null` for none.
   *
   * @default this host alone, and Cognito's API of the region for forms of one's own
   */
  readonly contentSecurityPolicy?: string | null;
}
