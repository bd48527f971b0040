import type { EdgeFunction } from './edge-runtime.ts';
import type { Diagnosis } from './diagnosis.ts';
import type { Origin } from './origin.ts';
import type { CachePolicy, OriginRequestPolicy } from './policies.ts';
import type { ResponseHeadersPolicy } from './response-headers.ts';

/** https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CacheBehavior.html */
export interface Behavior {
  /** The last behaviour's is `*`. */
  readonly pathPattern: string;
  /** A name in {@link DistributionConfig.origins}. */
  readonly origin: string;
  /** In upper case. */
  readonly allowedMethods: readonly string[];
  readonly cachePolicy: CachePolicy;
  readonly originRequestPolicy: OriginRequestPolicy;
  readonly responseHeadersPolicy?: ResponseHeadersPolicy;
  readonly functionAssociation?: {
    readonly viewerRequest?: EdgeFunction;
    readonly viewerResponse?: EdgeFunction;
  };
  /** Compresses with the encodings that the cache policy allows. */
  readonly compress?: boolean;
}

/** https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CustomErrorResponse.html */
export interface CustomErrorResponse {
  readonly errorCode: number;
  /** The status instead; only together with a page. */
  readonly responseCode?: number;
  /** Fetched like any request for this path. */
  readonly responsePagePath?: string;
  /** Seconds; in place of the distribution's. */
  readonly errorCachingMinTtl?: number;
}

/** What CloudFront's documentation leaves open about custom error pages. */
export interface ErrorPageWays {
  /** Whose response headers policy holds: the behaviour of the request, or that of the page. */
  readonly policyOf: 'request' | 'page';
  /** Whether the page's behaviour runs its viewer-request function for it. */
  readonly runsFunction: boolean;
}

export interface DistributionConfig {
  /** `<id>.cloudfront.net`, as events name it. */
  readonly domainName: string;
  readonly distributionId: string;
  /** How viewers reach the distribution. */
  readonly scheme: 'http' | 'https';
  /** The first whose pattern matches the path is taken. */
  readonly behaviors: readonly Behavior[];
  readonly origins: Readonly<Record<string, Origin>>;
  /** Seconds; default 10. */
  readonly errorCachingMinTtl?: number;
  readonly customErrorResponses?: readonly CustomErrorResponse[];
  /** Default: the policy of the request's behaviour, and no function. */
  readonly errorPages?: ErrorPageWays;
  /** Whether response headers policies hold for what functions answer as well; default no. */
  readonly coversFunctions?: boolean;
  /** How long an origin may take, in seconds; default 30. */
  readonly originTimeout?: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Ids for requests; random by default. */
  readonly newId?: () => string;
  /** The clock behind `originTimeout`: resolves after that many milliseconds. */
  readonly wait?: (milliseconds: number, signal: AbortSignal) => Promise<unknown>;
  /** Told why CloudFront answered with a page of its own. */
  readonly onDiagnosis?: (diagnosis: Diagnosis) => void;
  /** Gets what functions log. */
  readonly onLog?: (line: string) => void;
}

/** All mistakes of a configuration at once. */
export class DistributionConfigError extends Error {
  override readonly name = 'DistributionConfigError';
}

/** @throws {DistributionConfigError} naming every mistake */
export function checkConfig(config: DistributionConfig): void {
  const mistakes = config.behaviors
    .filter(({ origin }) => !Object.hasOwn(config.origins, origin))
    .map(({ pathPattern, origin }) => `behavior ${pathPattern}: no origin is called ${origin}`);
  if (config.behaviors.at(-1)?.pathPattern !== '*') {
    mistakes.push('the last behavior must have the path pattern *');
  }
  for (const { errorCode, responseCode, responsePagePath } of config.customErrorResponses ?? []) {
    if ((responseCode === undefined) !== (responsePagePath === undefined)) {
      mistakes.push(`error ${errorCode}: responseCode and responsePagePath go together`);
    }
  }
  if (mistakes.length > 0) throw new DistributionConfigError(mistakes.join('; '));
}
