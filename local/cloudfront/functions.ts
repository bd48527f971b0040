import type { HttpResponse } from '../http.ts';
import { applyRequest } from './apply-request.ts';
import { applyResponse, describeResponse } from './apply-response.ts';
import type { DistributionConfig } from './config.ts';
import type { EdgeFunction } from './edge-runtime.ts';
import { EdgeError } from './errors.ts';
import { eventRequest, type EdgeEvent, type ViewerRequest } from './event.ts';
import { isRecord } from './fields.ts';

/** As much of a distribution as a function hears of. */
type Host = Pick<DistributionConfig, 'domainName' | 'distributionId' | 'onLog'>;

/** Who asked, and under which id. */
export interface Viewer {
  readonly ip: string;
  readonly requestId: string;
}

/**
 * Runs a viewer-request function: the request that goes on, or the response that ends it.
 *
 * @throws {EdgeError} 503 when the function throws, 502 when its answer breaks a rule
 */
export async function runViewerRequest(
  edgeFunction: EdgeFunction,
  request: ViewerRequest,
  viewer: Viewer,
  config: Host,
): Promise<{ request: ViewerRequest } | { response: HttpResponse }> {
  const event = eventOf('viewer-request', request, viewer, config);
  const returned = await run(edgeFunction, event, request, config);
  return isRecord(returned) && 'statusCode' in returned
    ? { response: applyResponse(returned) }
    : { request: applyRequest(request, returned) };
}

/** Runs a viewer-response function; failures as in {@link runViewerRequest}. */
export async function runViewerResponse(
  edgeFunction: EdgeFunction,
  request: ViewerRequest,
  response: HttpResponse,
  viewer: Viewer,
  config: Host,
): Promise<HttpResponse> {
  const event = eventOf('viewer-response', request, viewer, config);
  event.response = describeResponse(response);
  return applyResponse(await run(edgeFunction, event, request, config), response);
}

async function run(
  edgeFunction: EdgeFunction,
  event: EdgeEvent,
  request: ViewerRequest,
  config: Host,
): Promise<unknown> {
  const log = config.onLog ?? (() => undefined);
  try {
    return await edgeFunction.run(event, { rawQueryString: request.query, log });
  } catch (cause) {
    throw new EdgeError('FunctionExecutionError', 503, 'the function threw', { cause });
  }
}

function eventOf(
  eventType: EdgeEvent['context']['eventType'],
  request: ViewerRequest,
  viewer: Viewer,
  config: Host,
): EdgeEvent {
  return {
    version: '1.0',
    context: {
      distributionDomainName: config.domainName,
      distributionId: config.distributionId,
      endpoint: config.domainName,
      eventType,
      requestId: viewer.requestId,
    },
    viewer: { ip: viewer.ip },
    request: eventRequest(request),
  };
}
