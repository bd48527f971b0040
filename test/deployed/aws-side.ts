/** AWS as the Lambdas of a stack meet it: its services, each call held against their policies. */
import type { RequestListener } from 'node:http';
import { awsApi } from '../../local/aws/index.ts';
import type { Cognito } from '../../local/cognito/index.ts';
import { withFaults, type Faults } from '../../local/faults.ts';
import type { HttpHandler, HttpRequest } from '../../local/http.ts';
import { toListener } from '../../local/serve.ts';
import { awsCallOf, type AwsCall } from './aws-calls.ts';
import type { Allows } from './permissions.ts';
import type { Services } from './services.ts';

export interface AwsSideOptions {
  readonly services: Services;
  readonly cognito: Cognito;
  readonly userPoolArn: string;
  readonly allows: Allows;
  readonly faults: Faults;
  /** Gets what is refused. */
  readonly denied: AwsCall[];
}

export function awsSide(options: AwsSideOptions): RequestListener {
  const { services, cognito, userPoolArn, allows, denied, faults } = options;
  const isAllowed = (request: Parameters<typeof awsCallOf>[0]) => {
    const call = awsCallOf(request, userPoolArn);
    const isGranted = allows(call.role, call.action, call.resource);
    if (!isGranted) denied.push(call);
    return isGranted;
  };
  const api = awsApi({
    keyValueStores: [...services.stores.values()],
    secretsManager: services.secrets,
    parameterStore: services.parameters,
    queues: [...services.queues.values()],
  });
  const toApi = toListener(guarded(api, isAllowed));
  return withFaults((incoming, outgoing) => {
    if (!cognito.handles(incoming)) {
      toApi(incoming, outgoing);
      return;
    }
    const { method = '', url = '', headers } = incoming;
    // The rest of Cognito is for everybody.
    const isSigned = headers.authorization?.startsWith('AWS4-') === true;
    const request = { method, url, headers: headers as Record<string, string> };
    if (!isSigned || isAllowed(request)) cognito.listener(incoming, outgoing);
    else outgoing.writeHead(400).end(refusal);
  }, faults);
}

const refusal = JSON.stringify({ __type: 'AccessDeniedException', message: 'not authorized' });

function guarded(handle: HttpHandler, isAllowed: (request: HttpRequest) => boolean): HttpHandler {
  return (request) =>
    isAllowed(request)
      ? handle(request)
      : Promise.resolve({
          status: 400,
          headers: { 'content-type': 'application/x-amz-json-1.1' },
          body: refusal,
        });
}
