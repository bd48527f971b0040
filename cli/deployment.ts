/** Finds a deployment's parts by what its stack puts out. */
import type { Aws } from './aws/clients.ts';
import { AwsFailure, call } from './aws/errors.ts';
import { functionName } from './edge-function.ts';
import { Failure } from './failure.ts';
import { localStackName, notListening } from './local.ts';
import type { TargetOptions } from './options.ts';
import { UsageError } from './usage-error.ts';

/** Names, ids and ARNs; what the deployment does not have, or nobody has named, is missing. */
export interface Deployment {
  readonly name: string;
  readonly keysFunction?: string;
  readonly edgeFunction?: string;
  /** Its logical id in the stack. */
  readonly edgeResource?: string;
  readonly tokenExchangeFunction?: string;
  readonly tokenExchangeDomain?: string;
  readonly keyValueStore?: string;
  readonly deploymentParameter?: string;
  readonly userPoolId?: string;
  readonly clientId?: string;
  /** Distributions of the stack; those made elsewhere are not among them. */
  readonly distributions?: readonly string[];
}

/** The outputs, as `cdk/outputs.ts` names them. */
const outputNames = {
  KeysFunction: 'keysFunction',
  EdgeFunction: 'edgeFunction',
  TokenExchangeFunction: 'tokenExchangeFunction',
  TokenExchangeDomain: 'tokenExchangeDomain',
  KeyValueStore: 'keyValueStore',
  DeploymentParameter: 'deploymentParameter',
  UserPoolId: 'userPoolId',
  ClientId: 'clientId',
} as const satisfies Record<string, keyof Deployment>;

type Part = (typeof outputNames)[keyof typeof outputNames];

/** The construct's id, the output's name, and the hash that CDK adds. */
const outputShape = new RegExp(`^(.*?)(${Object.keys(outputNames).join('|')})Output[0-9A-F]{8}$`);

/** @throws {Failure | UsageError} */
export async function findDeployment(aws: Aws, options: TargetOptions): Promise<Deployment> {
  const { keysFunction, construct } = options;
  if (keysFunction !== undefined) return { name: keysFunction, keysFunction };
  const stack = stackOf(options);
  const outputs = await outputsOf(aws, stack).catch((error: unknown) => {
    throw options.local !== undefined && isRefused(error) ? notListening(options.local) : error;
  });
  const chosen = choose(stack, outputs, construct);
  return { name: stack, ...chosen, ...partsOf(await resourcesOf(aws, stack), chosen) };
}

/** @throws {UsageError} when no deployment was named */
export function stackOf({ stack, local }: TargetOptions): string {
  if (local !== undefined) return localStackName;
  if (stack !== undefined && stack !== '') return stack;
  throw new UsageError(
    'which deployment? Name its stack, --stack NAME or LATCHKEY_STACK=NAME; or --local for npm start; or --keys-function NAME',
  );
}

async function outputsOf(aws: Aws, stack: string): Promise<Map<string, string>> {
  const client = await aws.cloudFormation();
  const { Stacks: [found] = [] } = await call('cloudformation:DescribeStacks', () =>
    client.describeStacks({ StackName: stack }),
  ).catch((error: unknown) => {
    if (!isMissing(error)) throw error;
    throw new Failure(
      'no-stack',
      `there is no stack ${stack} in this account and region`,
      'aws cloudformation list-stacks names them; --region and --profile choose another place',
    );
  });
  const outputs = found?.Outputs ?? [];
  return new Map(outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
}

function isRefused(error: unknown): boolean {
  return error instanceof AwsFailure && /ECONNREFUSED/.test(error.message);
}

function isMissing(error: unknown): boolean {
  return error instanceof AwsFailure && / does not exist/.test(error.message);
}

interface Resource {
  readonly id: string;
  readonly type: string;
  readonly physicalId: string;
}

async function resourcesOf(aws: Aws, stack: string): Promise<Resource[]> {
  const client = await aws.cloudFormation();
  const resources: Resource[] = [];
  let next: string | undefined;
  do {
    const token = next;
    const page = await call('cloudformation:ListStackResources', () =>
      client.listStackResources({ StackName: stack, NextToken: token }),
    );
    for (const found of page.StackResourceSummaries ?? []) {
      const { LogicalResourceId: id = '', ResourceType: type = '' } = found;
      resources.push({ id, type, physicalId: found.PhysicalResourceId ?? '' });
    }
    next = page.NextToken;
  } while (next !== undefined);
  return resources;
}

/** What no output says. Pure. */
function partsOf(
  resources: readonly Resource[],
  { edgeFunction }: Partial<Deployment>,
): Partial<Deployment> {
  const ofType = (type: string) => resources.filter((resource) => resource.type === type);
  const edge = ofType('AWS::CloudFront::Function').find(
    ({ physicalId }) => functionName(physicalId) === functionName(edgeFunction ?? ''),
  );
  const distributions = ofType('AWS::CloudFront::Distribution').map(({ physicalId }) => physicalId);
  return { distributions, ...(edge && { edgeResource: edge.id }) };
}

/** The outputs of one Latchkey. Pure. */
export function choose(
  stack: string,
  outputs: ReadonlyMap<string, string>,
  construct: string | undefined,
): Partial<Deployment> {
  const found = new Map<string, Partial<Record<Part, string>>>();
  for (const [key, value] of outputs) {
    const [, id = '', name = ''] = outputShape.exec(key) ?? [];
    const part = outputNames[name as keyof typeof outputNames] as Part | undefined;
    if (part !== undefined) found.set(id, { ...found.get(id), [part]: value });
  }
  const ids = [...found.keys()];
  if (ids.length === 0) {
    throw new Failure('not-latchkey', `the stack ${stack} has no Latchkey: none of its outputs`);
  }
  const wanted = construct?.replace(/[^A-Za-z0-9]/g, '') ?? (ids.length === 1 ? ids[0] : undefined);
  const chosen = wanted === undefined ? undefined : found.get(wanted);
  if (!chosen) {
    const all = ids.join(', ');
    throw new UsageError(
      construct === undefined
        ? `the stack ${stack} has several Latchkeys; choose one with --construct: ${all}`
        : `the stack ${stack} has no Latchkey ${construct}; it has ${all}`,
    );
  }
  return chosen;
}
