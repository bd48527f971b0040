/** The reading half of CloudFormation, CloudFront and Lambda, over a {@link DeploymentRecord}. */
import type { HttpHandler, HttpRequest, HttpResponse } from '../http.ts';
import { cloudFormation } from './cloudformation-api.ts';
import { cloudFront, cloudFrontPath } from './cloudfront-api.ts';
import type { DeploymentRecord } from './deployment-record.ts';
import { AwsError } from './errors.ts';
import { asksOfLambda, lambdaDescription } from './lambda-description-api.ts';
import { element } from './xml.ts';

type Service = (record: DeploymentRecord, request: HttpRequest) => HttpResponse;

/** Answers what is asked of the deployment, as long as there is one; all else is for others. */
export function withDeployment(
  record: () => DeploymentRecord | null,
  others: HttpHandler,
): HttpHandler {
  return async (request) => answerOf(record(), request) ?? others(request);
}

function answerOf(record: DeploymentRecord | null, request: HttpRequest): HttpResponse | null {
  const service = record && serviceOf(request);
  if (!service) return null;
  try {
    return service(record, request);
  } catch (error) {
    if (error instanceof AwsError) return refusal(service, error);
    throw error;
  }
}

function serviceOf(request: HttpRequest): Service | null {
  if (request.url.startsWith(cloudFrontPath)) return cloudFront;
  if (asksOfLambda(request)) return lambdaDescription;
  const isForm = /x-www-form-urlencoded/.test(request.headers['content-type'] ?? '');
  return isForm && /Version=2010-05-15/.test(request.body.toString('utf8')) ? cloudFormation : null;
}

function refusal(service: Service, { code, message, status }: AwsError): HttpResponse {
  if (service === lambdaDescription) {
    const headers = { 'content-type': 'application/json', 'x-amzn-errortype': code };
    return { status, headers, body: JSON.stringify({ Message: message }) };
  }
  const error = { Error: { Type: 'Sender', Code: code, Message: message }, RequestId: 'local' };
  const body = element('ErrorResponse', error);
  return { status, headers: { 'content-type': 'text/xml' }, body };
}
