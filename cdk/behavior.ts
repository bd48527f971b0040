import {
  FunctionEventType,
  LambdaEdgeEventType,
  ViewerProtocolPolicy,
  type BehaviorOptions,
  type FunctionAssociation,
} from 'aws-cdk-lib/aws-cloudfront';

/**
 * A behavior with the function in front of it.
 *
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-functions-restrictions.html
 *
 * @throws {Error} when the behavior has something of its own there, or can be had without TLS
 */
export function protectedBehavior(
  options: BehaviorOptions,
  association: FunctionAssociation,
): BehaviorOptions {
  if (isTaken(options)) {
    throw new Error(
      'a behavior carries one viewer-request function and no Lambda@Edge for viewers beside it, and this one has its own: it cannot be protected',
    );
  }
  if (options.viewerProtocolPolicy === ViewerProtocolPolicy.ALLOW_ALL) {
    throw new Error('sessions are kept in Secure cookies: a protected behavior needs HTTPS');
  }
  return {
    viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
    ...options,
    functionAssociations: [...(options.functionAssociations ?? []), association],
  };
}

function isTaken({ functionAssociations = [], edgeLambdas = [] }: BehaviorOptions): boolean {
  const forViewers = [LambdaEdgeEventType.VIEWER_REQUEST, LambdaEdgeEventType.VIEWER_RESPONSE];
  return (
    functionAssociations.some(({ eventType }) => eventType === FunctionEventType.VIEWER_REQUEST) ||
    edgeLambdas.some(({ eventType }) => forViewers.includes(eventType))
  );
}
