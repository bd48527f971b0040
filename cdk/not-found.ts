/** What people are shown where a site has nothing: a page among its files. */
import { Duration } from 'aws-cdk-lib';
import { AccessLevel, type ErrorResponse } from 'aws-cdk-lib/aws-cloudfront';
import { Source, type ISource } from 'aws-cdk-lib/aws-s3-deployment';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { defaultIndexDocument } from '../functions/compile/check.ts';
import { decodePath, unfit } from '../functions/path.ts';
import { notFound, notFoundPath, notFoundStatus } from '../token-exchange/pages/index.ts';
import { authPathOf } from './latchkey-props.ts';
import type { ProtectedSiteProps } from './site-props.ts';

type OwnPage = Pick<ProtectedSiteProps, 'notFoundPage'>;

/** The token exchange has no 404 of its own: the edge says it of paths that are none of its. */
export function notFoundResponse({ notFoundPage = notFoundPath }: OwnPage): ErrorResponse {
  return {
    httpStatus: notFoundStatus,
    responseHttpStatus: notFoundStatus,
    responsePagePath: notFoundPage,
    ttl: Duration.seconds(0),
  };
}

/** The page, to be uploaded with the site's files, where they have none of their own. */
export function notFoundSources({ notFoundPage, theme, ...props }: ProtectedSiteProps): ISource[] {
  if (notFoundPage !== undefined) return [];
  return [Source.data(notFoundPath.slice(1), notFound(authPathOf(props), theme))];
}

/** What is wrong with the site's own page. */
export function checkNotFoundPage({ notFoundPage, directory, files = {} }: ProtectedSiteProps) {
  if (notFoundPage === undefined) return [];
  // As the edge reads a path: a page at another would be refused.
  const isPath = /^\/[\w./-]*\w$/.test(notFoundPage) && decodePath(notFoundPage, ...unfit) !== '';
  if (!isPath) {
    return [`notFoundPage (${notFoundPage}) has to be the path of one page, like /404.html`];
  }
  const key = notFoundPage.slice(1);
  const file = statSync(join(directory, key), { throwIfNoEntry: false });
  return key in files || file?.isFile() === true
    ? []
    : [`notFoundPage is ${notFoundPage}, and there is no such file in ${directory}`];
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
}: Pick<ProtectedSiteProps, 'indexDocument' | 'afterAuthorize'>): string | null {
  return afterAuthorize === undefined ? indexDocument : null;
}

/** @param rootObject see {@link rootObjectFor} */
export function accessLevelsFor(rootObject: string | null): AccessLevel[] {
  return rootObject === null ? [AccessLevel.READ] : [AccessLevel.READ, AccessLevel.LIST];
}
