import type { LambdaFunctionURLEvent } from 'aws-lambda';

/** A function URL's event, payload format 2.0: a GET of `/_auth/login`, but for the changes. */
export function anEvent(changes: Partial<LambdaFunctionURLEvent> = {}): LambdaFunctionURLEvent {
  const domainName = 'abc.lambda-url.eu-west-1.on.aws';
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: '/_auth/login',
    rawQueryString: '',
    headers: {},
    requestContext: {
      accountId: 'anonymous',
      apiId: 'abc',
      domainName,
      domainPrefix: 'abc',
      http: {
        method: 'GET',
        path: '/_auth/login',
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: '',
      },
      requestId: 'request-1',
      routeKey: '$default',
      stage: '$default',
      time: '2027-01-15T08:00:00Z',
      timeEpoch: 1_800_000_000_000,
    },
    isBase64Encoded: false,
    ...changes,
  };
}
