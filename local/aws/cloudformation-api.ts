import type { HttpRequest, HttpResponse } from '../http.ts';
import { requireSignature } from './authorization.ts';
import type { DeploymentRecord } from './deployment-record.ts';
import { AwsError } from './errors.ts';
import { element, type XmlValue } from './xml.ts';

/** Resources that one page of ListStackResources has; AWS has a hundred. */
const pageSize = 10;

const namespace = 'http://cloudformation.amazonaws.com/doc/2010-05-15/';

/**
 * CloudFormation's DescribeStacks, ListStackResources and DescribeStackResource, in its query
 * protocol.
 *
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html
 */
export function cloudFormation(record: DeploymentRecord, request: HttpRequest): HttpResponse {
  requireSignature(request, 'cloudformation', 'AWS4-HMAC-SHA256', {
    code: 'MissingAuthenticationToken',
    status: 403,
  });
  const input = new URLSearchParams(request.body.toString('utf8'));
  const action = input.get('Action') ?? '';
  if (record.denied.has(`cloudformation:${action}`)) {
    throw new AwsError(
      'AccessDenied',
      `User: arn:aws:iam::123456789012:user/local is not authorized to perform: cloudformation:${action} on resource: *`,
      403,
    );
  }
  const name = input.get('StackName') ?? '';
  if (name !== record.stack.name) {
    throw new AwsError('ValidationError', `Stack with id ${name} does not exist`);
  }
  if (action === 'DescribeStacks')
    return answer(action, { Stacks: { member: [describe(record)] } });
  if (action === 'ListStackResources') {
    return answer(action, resources(record, Number(input.get('NextToken') ?? 0)));
  }
  if (action === 'DescribeStackResource') {
    return answer(action, resourceDetail(record, input.get('LogicalResourceId') ?? ''));
  }
  throw new AwsError('InvalidAction', `The action ${action} is not valid for this endpoint.`);
}

function describe({ stack }: DeploymentRecord): XmlValue {
  return {
    StackName: stack.name,
    StackStatus: 'UPDATE_COMPLETE',
    CreationTime: '2026-01-01T00:00:00Z',
    Outputs: {
      member: Object.entries(stack.outputs).map(([OutputKey, OutputValue]) => ({
        OutputKey,
        OutputValue,
      })),
    },
  };
}

function resources({ stack }: DeploymentRecord, start: number): XmlValue {
  const end = start + pageSize;
  return {
    StackResourceSummaries: {
      member: stack.resources.slice(start, end).map(({ id, type, physicalId }) => ({
        LogicalResourceId: id,
        ResourceType: type,
        PhysicalResourceId: physicalId,
        ResourceStatus: 'CREATE_COMPLETE',
      })),
    },
    NextToken: end < stack.resources.length ? String(end) : null,
  };
}

function resourceDetail({ stack }: DeploymentRecord, id: string): XmlValue {
  const found = stack.resources.find((resource) => resource.id === id);
  if (!found) {
    throw new AwsError('ValidationError', `Resource ${id} does not exist for stack ${stack.name}`);
  }
  return {
    StackResourceDetail: {
      LogicalResourceId: id,
      PhysicalResourceId: found.physicalId,
      ResourceType: found.type,
      ResourceStatus: 'CREATE_COMPLETE',
      LastUpdatedTimestamp: '2026-01-01T00:00:00Z',
      Metadata: found.metadata && JSON.stringify(found.metadata),
    },
  };
}

function answer(action: string, result: XmlValue): HttpResponse {
  const body = element(`${action}Response`, { [`${action}Result`]: result }, namespace);
  return { status: 200, headers: { 'content-type': 'text/xml' }, body };
}
