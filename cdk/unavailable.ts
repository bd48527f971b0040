/** What people are shown while the token exchange does not answer: a page among the site's files. */
import { Duration } from 'aws-cdk-lib';
import {
  AllowedMethods,
  CachePolicy,
  type HeadersReferrerPolicy,
  type AddBehaviorOptions,
  type ErrorResponse,
  type IResponseHeadersPolicy,
  type ResponseHeadersPolicyProps,
} from 'aws-cdk-lib/aws-cloudfront';
import { Source, type ISource } from 'aws-cdk-lib/aws-s3-deployment';
import {
  unavailable,
  unavailableHeaders,
  unavailablePath,
  unavailableStatuses,
  type Theme,
} from '../token-exchange/pages/index.ts';

export { unavailablePath, unavailableRule } from '../token-exchange/pages/index.ts';

/**
 * That no origin answers, CloudFront says itself, with one of these statuses. Those that the token
 * exchange gives are left alone, and so is a throttled Lambda's 429: CloudFront can replace no such.
 *
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/creating-custom-error-pages.html
 */
export const unavailableResponses: readonly ErrorResponse[] = unavailableStatuses.of.map(
  (httpStatus) => ({
    httpStatus,
    responseHttpStatus: unavailableStatuses.instead,
    responsePagePath: unavailablePath,
    ttl: Duration.seconds(0),
  }),
);

/** The page, to be uploaded with the site's files. */
export function unavailableSource(theme: Theme = {}): ISource {
  return Source.data(unavailablePath.slice(1), unavailable(theme));
}

/**
 * The behavior of {@link unavailablePath}, to be protected like any other and opened by
 * `unavailableRule`: a behavior without the function would be a way around it.
 */
export function unavailableBehavior(responseHeadersPolicy: IResponseHeadersPolicy) {
  return {
    allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
    cachePolicy: CachePolicy.CACHING_OPTIMIZED,
    responseHeadersPolicy,
    compress: true,
  } satisfies AddBehaviorOptions;
}

/**
 * Headers of the page, for its behavior and for that of the auth path: CloudFront's documentation
 * does not say which of the two policies comes with an error page. Nothing that an origin says
 * itself is replaced, so answers of the token exchange stay as they are.
 */
export function unavailablePolicy(
  theme: Theme = {},
): Required<Pick<ResponseHeadersPolicyProps, 'securityHeadersBehavior' | 'customHeadersBehavior'>> {
  const {
    'content-security-policy': contentSecurityPolicy,
    'referrer-policy': referrerPolicy,
    'x-content-type-options': _,
    ...others
  } = unavailableHeaders(theme);
  const override = false;
  return {
    securityHeadersBehavior: {
      contentSecurityPolicy: { contentSecurityPolicy, override },
      referrerPolicy: { referrerPolicy: referrerPolicy as HeadersReferrerPolicy, override },
      contentTypeOptions: { override },
    },
    customHeadersBehavior: {
      customHeaders: Object.entries(others).map(([header, value]) => ({ header, value, override })),
    },
  };
}
