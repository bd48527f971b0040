/** What people are shown where a site has nothing: a page among its files. */
import { Duration } from 'aws-cdk-lib';
import { AccessLevel, type ErrorResponse } from 'aws-cdk-lib/aws-cloudfront';
import { Source, type ISource } from 'aws-cdk-lib/aws-s3-deployment';
import { defaultIndexDocument } from '../functions/compile/check.ts';
import {
  notFound,
  notFoundPath,
  notFoundStatus,
  type Theme,
} from '../token-exchange/pages/index.ts';
import type { LatchkeyProps } from './latchkey-props.ts';

export { notFoundRule } from '../token-exchange/pages/index.ts';

/** The token exchange has no 404 of its own: the edge says it of paths that are none of its. */
export const notFoundResponse: ErrorResponse = {
  httpStatus: notFoundStatus,
  responseHttpStatus: notFoundStatus,
  responsePagePath: notFoundPath,
  ttl: Duration.seconds(0),
};

/** The page, to be uploaded with the site's files. */
export function notFoundSource(authPath: string, theme: Theme = {}): ISource {
  return Source.data(notFoundPath.slice(1), notFound(authPath, theme));
}

/**
 * Only to who may list a bucket does S3 say that it has no such key; to others it says 403. It lists
 * where `/` itself is asked of it. So CloudFront may where that never is: where the index document is
 * served in its place, twice over, and no code of one's own chooses paths.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 *
 * @returns what the distribution serves of `/`, or `null` where it may not list
 */
export function rootObjectFor({
  indexDocument = defaultIndexDocument,
  afterAuthorize,
}: Pick<LatchkeyProps, 'indexDocument' | 'afterAuthorize'>): string | null {
  return afterAuthorize === undefined ? indexDocument : null;
}

/** @param rootObject see {@link rootObjectFor} */
export function accessLevelsFor(rootObject: string | null): AccessLevel[] {
  return rootObject === null ? [AccessLevel.READ] : [AccessLevel.READ, AccessLevel.LIST];
}
