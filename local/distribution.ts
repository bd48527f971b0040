/** How the local distribution is configured: what a deployment gets. */
import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from 'aws-lambda';
import type { HttpHandler } from './http.ts';
import type { EdgeFunction } from './cloudfront/edge-runtime.ts';
import { cacheControl, contentSecurityPolicy, referrerPolicy } from '../cdk/site-wiring.ts';
import {
  createDistribution,
  type Diagnosis,
  type Distribution,
  type DistributionConfig,
  type ErrorPageWays,
} from './cloudfront/distribution.ts';
import { cachingDisabled, cachingOptimized } from './cloudfront/policies.ts';
import {
  notFoundPath,
  notFoundStatus,
  unavailableHeaders,
  unavailablePath,
  unavailableStatuses,
  type Theme,
} from '../token-exchange/pages/index.ts';

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
  readonly theme: Theme;
  /** How it serves custom error pages, which CloudFront's documentation leaves open. */
  readonly errorPages?: ErrorPageWays | undefined;
  /** Whether its response headers policies hold for what the function answers, which is as open. */
  readonly coversFunctions?: boolean | undefined;
  /** Where the page may send requests besides its own origin. */
  readonly connectTo: string;
  readonly now: () => number;
  readonly onDiagnosis?: ((diagnosis: Diagnosis) => void) | undefined;
}

export function createSiteDistribution(options: SiteDistributionOptions): Distribution {
  return createDistribution(siteDistributionConfig(options));
}

export function siteDistributionConfig(options: SiteDistributionOptions): DistributionConfig {
  // Nothing that the origin says itself is replaced.
  const responseHeadersPolicy = { override: false, set: unavailableHeaders(options.theme) };
  const functionAssociation = { viewerRequest: options.authorize };
  return {
    ...siteDistribution,
    scheme: 'http',
    // An error of one visitor's is nobody else's.
    errorCachingMinTtl: 0,
    customErrorResponses: [
      { errorCode: notFoundStatus, responseCode: notFoundStatus, responsePagePath: notFoundPath },
      // The token exchange does not answer: people get a page that says when to come back.
      ...unavailableStatuses.of.map((errorCode) => ({
        errorCode,
        responseCode: unavailableStatuses.instead,
        responsePagePath: unavailablePath,
      })),
    ],
    ...(options.errorPages && { errorPages: options.errorPages }),
    ...(options.coversFunctions && { coversFunctions: true }),
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
        responseHeadersPolicy,
        functionAssociation,
      },
      {
        pathPattern: unavailablePath,
        origin: 'site',
        allowedMethods: ['GET', 'HEAD'],
        cachePolicy: cachingOptimized,
        originRequestPolicy: 'none',
        responseHeadersPolicy,
        compress: true,
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
            'cache-control': cacheControl,
            'content-security-policy': contentSecurityPolicy(options.connectTo),
            'referrer-policy': referrerPolicy,
            'x-content-type-options': 'nosniff',
            'x-frame-options': 'DENY',
          },
        },
        compress: true,
        functionAssociation,
      },
    ],
    now: options.now,
    ...(options.onDiagnosis && { onDiagnosis: options.onDiagnosis }),
  };
}
