import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  ObjectOwnership,
  type BucketProps,
  type IBucket,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';

export interface SiteBucketsProps {
  /** Whether requests are logged. */
  readonly accessLogs: boolean;
  /** Whether contents and logs go when the stack goes. */
  readonly removeData: boolean;
}

/** How long replaced files can be brought back. */
const oldVersions = Duration.days(30);

/** How long requests are known. */
const logs = Duration.days(90);

/** Where the site's files are, and where its requests are logged. */
export class SiteBuckets extends Construct {
  readonly content: IBucket;
  readonly logs: IBucket | null;

  constructor(scope: Construct, id: string, { accessLogs, removeData }: SiteBucketsProps) {
    super(scope, id);
    const common: BucketProps = {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      removalPolicy: removeData ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
      autoDeleteObjects: removeData,
    };
    this.logs = accessLogs
      ? privateBucket(this, 'Logs', {
          ...common,
          // CloudFront's standard logs are written by an ACL.
          objectOwnership: ObjectOwnership.BUCKET_OWNER_PREFERRED,
          lifecycleRules: [{ expiration: logs, abortIncompleteMultipartUploadAfter: oldVersions }],
        })
      : null;
    this.content = privateBucket(this, 'Content', {
      ...common,
      versioned: true,
      lifecycleRules: [
        {
          noncurrentVersionExpiration: oldVersions,
          abortIncompleteMultipartUploadAfter: Duration.days(1),
          expiredObjectDeleteMarker: true,
        },
      ],
      ...(this.logs && { serverAccessLogsBucket: this.logs, serverAccessLogsPrefix: 'bucket/' }),
    });
  }
}

function privateBucket(scope: Construct, id: string, props: BucketProps): IBucket {
  // aws-cdk-lib's own class misses its interface under exactOptionalPropertyTypes.
  return new Bucket(scope, id, props) as IBucket;
}
