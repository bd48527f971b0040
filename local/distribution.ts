/** How the local distribution is configured: what a deployment gets. */
import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from 'aws-lambda';
import type { HttpHandler } from './http.ts';
import type { EdgeFunction } from './cloudfront/edge-runtime.ts';
import {
  createDistribution,
  type Diagnosis,
  type Distribution,
} from './cloudfront/distribution.ts';
import { cachingDisabled, cachingOptimized } from './cloudfront/policies.ts';

/** The key of the page for when the token exchange does not answer. */
export const unavailablePage = '_latchkey/unavailable.html';

/** Names as CloudFront and Lambda would give them. */
export const siteDistribution = {
  domainName: 'd111111abcdef8.cloudfront.net',
  distributionId: 'EDFDVBD6EXAMPLE',
} as const;
export const exchangeDomain = 'abcdefghij.lambda-url.eu-west-1.on.aws';

export interface SiteDistributionOptions {
  readonly authPath: string;
  readonly authorize: EdgeFunction;
  readonly bucket: HttpHandler;
  readonly lambda: (event: LambdaFunctionURLEvent) => Promise<LambdaFunctionURLResult>;
  /** Where the page may send requests besides its own origin. */
  readonly connectTo: string;
  readonly now: () => number;
  readonly onDiagnosis?: ((diagnosis: Diagnosis) => void) | undefined;
}

export function createSiteDistribution(options: SiteDistributionOptions): Distribution {
  const functionAssociation = { viewerRequest: options.authorize };
  return createDistribution({
    ...siteDistribution,
    scheme: 'http',
    // An error of one visitor's is nobody else's.
    errorCachingMinTtl: 0,
    // The token exchange does not answer: people get a page that says when to come back.
    customErrorResponses: [502, 504].map((errorCode) => ({
      errorCode,
      responseCode: 503,
      responsePagePath: `/${unavailablePage}`,
    })),
    origins: {
      site: { kind: 's3', handle: options.bucket },
      exchange: {
        kind: 'lambda-url',
        invoke: options.lambda,
        domainName: exchangeDomain,
      },
    },
    behaviors: [
      {
        pathPattern: `${options.authPath}/*`,
        origin: 'exchange',
        allowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'],
        cachePolicy: cachingDisabled,
        originRequestPolicy: 'allViewerExceptHostHeader',
        functionAssociation,
      },
      {
        pathPattern: '*',
        origin: 'site',
        allowedMethods: ['GET', 'HEAD', 'OPTIONS'],
        cachePolicy: cachingOptimized,
        originRequestPolicy: 'none',
        responseHeadersPolicy: {
          override: true,
          set: {
            'cache-control': 'private, no-cache',
            'content-security-policy': `default-src 'self'; connect-src 'self' ${options.connectTo}; frame-ancestors 'none'`,
            'referrer-policy': 'same-origin',
            'x-content-type-options': 'nosniff',
          },
        },
        compress: true,
        functionAssociation,
      },
    ],
    now: options.now,
    ...(options.onDiagnosis && { onDiagnosis: options.onDiagnosis }),
  });
}
