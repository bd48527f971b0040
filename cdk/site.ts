import { CfnOutput, Duration } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  HttpVersion,
  PriceClass,
  S3OriginAccessControl,
  SecurityPolicyProtocol,
  type DistributionProps,
  type ErrorResponse,
} from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { BucketDeployment, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';
import { readFileSync } from 'node:fs';
import { ConfigError } from '../functions/compile/compile.ts';
import {
  acknowledgeDistribution,
  acknowledgeList,
  acknowledgeUnlogged,
  acknowledgeUpload,
} from './acknowledge-site.ts';
import { applyBoundary } from './boundary.ts';
import { checkSite } from './check-site.ts';
import { authPathOf } from './latchkey-props.ts';
import { Latchkey } from './latchkey.ts';
import { globalName } from './names.ts';
import { latchkeyPropsOf } from './prop-shapes.ts';
import { SiteBuckets } from './site-buckets.ts';
import { SiteDns } from './site-dns.ts';
import { defaultContentSecurityPolicy, SiteHeaders } from './site-headers.ts';
import { accessLevelsFor, notFoundResponse, notFoundSources, rootObjectFor } from './not-found.ts';
import type { ProtectedSiteProps } from './site-props.ts';
import { rulesOfSite } from './site-rules.ts';
import {
  unavailableBehavior,
  unavailablePath,
  unavailableResponses,
  unavailableSource,
} from './unavailable.ts';
import { AuthRateLimit } from './web-acl.ts';

export type { ProtectedSiteProps } from './site-props.ts';

/** An error of one visitor's is nobody else's; and no refusal is ever answered with another page. */
const errorResponses: readonly ErrorResponse[] = [
  ...[400, 403, 405, 414, 416, 500, 501, 503].map((httpStatus) => ({
    httpStatus,
    ttl: Duration.seconds(0),
  })),
  ...unavailableResponses,
];

/** A folder behind Cognito's sign-in: a private bucket, its distribution, and Latchkey before it. */
export class ProtectedSite extends Construct {
  readonly latchkey: Latchkey;
  readonly buckets: SiteBuckets;
  readonly distribution: Distribution;

  /** @throws {ConfigError} with every fault of the props */
  constructor(scope: Construct, id: string, props: ProtectedSiteProps) {
    super(scope, id);
    const faults = checkSite(this, props);
    if (faults.length > 0) throw new ConfigError(faults, ProtectedSite);
    const rules = [...rulesOfSite(props), ...props.rules];
    this.latchkey = new Latchkey(this, 'Latchkey', { ...latchkeyPropsOf(props), rules });
    this.buckets = new SiteBuckets(this, 'Buckets', {
      accessLogs: props.accessLogs ?? true,
      removeData: props.removeData ?? false,
    });
    if (!this.buckets.logs) acknowledgeUnlogged(this.buckets.content);
    this.distribution = this.makeDistribution(props);
    acknowledgeDistribution(this.distribution, props);
    acknowledgeList(this.distribution);
    this.latchkey.addDistribution(this.distribution, props.domainNames);
    this.addRecords(props);
    this.upload(props);
    const host = props.domainNames?.[0] ?? this.distribution.distributionDomainName;
    new CfnOutput(this, 'Url', { description: 'Where the site is', value: `https://${host}` });
    if (props.permissionsBoundary) applyBoundary(this, props.permissionsBoundary);
  }

  private makeDistribution(props: ProtectedSiteProps): Distribution {
    const headers = new SiteHeaders(this, 'Headers', {
      contentSecurityPolicy:
        props.contentSecurityPolicy === undefined
          ? defaultContentSecurityPolicy(this)
          : props.contentSecurityPolicy,
      theme: props.theme ?? {},
    });
    const rootObject = rootObjectFor(props);
    const origin = S3BucketOrigin.withOriginAccessControl(this.buckets.content, {
      originAccessLevels: accessLevelsFor(rootObject),
      originAccessControl: new S3OriginAccessControl(this, 'AccessControl', {
        originAccessControlName: globalName(this),
      }),
    });
    return new Distribution(this, 'Distribution', {
      comment: `Latchkey ${props.audience}`,
      defaultBehavior: this.latchkey.protect({
        origin,
        allowedMethods: AllowedMethods.ALLOW_GET_HEAD_OPTIONS,
        cachePolicy: CachePolicy.CACHING_OPTIMIZED,
        responseHeadersPolicy: headers.guarded,
        compress: true,
      }),
      additionalBehaviors: {
        [this.latchkey.authPathPattern]: this.latchkey.authBehavior({
          responseHeadersPolicy: headers.auth,
        }),
        [unavailablePath]: this.latchkey.protect({
          origin,
          ...unavailableBehavior(headers.auth),
        }),
      },
      errorResponses: [...errorResponses, notFoundResponse(props)],
      ...(rootObject !== null && { defaultRootObject: rootObject }),
      httpVersion: HttpVersion.HTTP2_AND_3,
      priceClass: props.priceClass ?? PriceClass.PRICE_CLASS_100,
      ...this.ownDomain(props),
      ...this.webAcl(props),
      ...(this.buckets.logs && {
        logBucket: this.buckets.logs,
        logFilePrefix: 'requests/',
        logIncludesCookies: false,
      }),
    });
  }

  private addRecords({ hostedZone, domainNames = [] }: ProtectedSiteProps): void {
    const { distribution } = this;
    if (hostedZone) new SiteDns(this, 'Dns', { hostedZone, domainNames, distribution });
  }

  private ownDomain({ domainNames = [], certificateArn }: ProtectedSiteProps) {
    if (certificateArn === undefined) return {};
    return {
      domainNames: [...domainNames],
      certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn),
      minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
    } satisfies Partial<DistributionProps>;
  }

  private webAcl(props: ProtectedSiteProps): Pick<DistributionProps, 'webAclId'> {
    const { authRateLimit: limit, webAclArn } = props;
    if (webAclArn !== undefined) return { webAclId: webAclArn };
    if (limit === undefined) return {};
    const authPath = authPathOf(props);
    return { webAclId: new AuthRateLimit(this, 'RateLimit', { authPath, limit }).webAclArn };
  }

  private upload(props: ProtectedSiteProps): void {
    const { directory, files = {}, removeData = false, theme } = props;
    new BucketDeployment(this, 'Upload', {
      destinationBucket: this.buckets.content,
      sources: [
        Source.asset(directory),
        unavailableSource(theme),
        ...notFoundSources(props),
        ...Object.entries(files).map(([path, file]) =>
          Source.data(path, readFileSync(file, 'utf8')),
        ),
      ],
      // What is cached at the edges is renewed with the files.
      distribution: this.distribution,
      distributionPaths: ['/*'],
      retainOnDelete: !removeData,
    });
    acknowledgeUpload(this.buckets.content);
  }
}
