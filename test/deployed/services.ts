/** The stores, queues, secrets and parameters of a template, and the functions at the edge. */
import { randomBytes } from 'node:crypto';
import { KeyValueStore, ParameterStore, Queue, SecretsManager } from '../../local/aws/index.ts';
import { localAccount } from '../../local/aws/clients.ts';
import { loadEdgeFunction, type EdgeFunction } from '../../local/cloudfront/edge-runtime.ts';
import { throughFault, type Faults } from '../../local/faults.ts';
import type { Assembly } from './assembly.ts';
import { TemplateError, type Fields } from './fields.ts';
import { queueName } from './identities.ts';
import { DeployedStack, type StackOptions } from './stack.ts';

/** By logical id. */
export interface Services {
  readonly stores: ReadonlyMap<string, KeyValueStore>;
  readonly queues: ReadonlyMap<string, Queue>;
  readonly secrets: SecretsManager;
  readonly parameters: ParameterStore;
}

export interface ServiceOptions extends Omit<StackOptions, 'secrets'> {
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export function makeServices(
  assembly: Assembly,
  { now, ...options }: ServiceOptions,
): { stack: DeployedStack; services: Services } {
  const secrets = new SecretsManager({ ...localAccount, now });
  const arns = new Map<string, string>();
  const stack = new DeployedStack(assembly, { ...options, secrets: arns });
  for (const id of stack.ids('AWS::SecretsManager::Secret')) {
    const value = stack.read(id, 'AWS::SecretsManager::Secret', initialValue);
    arns.set(id, secrets.create(id, value));
  }
  const parameters = new ParameterStore({ ...localAccount, now });
  stack.all('AWS::SSM::Parameter', (fields) => {
    fields.idle('Description');
    fields.only('Type', 'String');
    parameters.put(fields.text('Name'), fields.text('Value'));
  });
  const stores = new Map(
    stack.all('AWS::CloudFront::KeyValueStore', (fields, id) => {
      fields.idle('Comment', 'Name');
      return [id, new KeyValueStore({ arn: stack.name(id, 'Arn'), now })] as const;
    }),
  );
  const queues = new Map(
    stack.all('AWS::SQS::Queue', (fields, id) => {
      // Nothing fails a hundred times here.
      fields.idle('RedrivePolicy', 'SqsManagedSseEnabled', 'MessageRetentionPeriod');
      const visibilityTimeout = fields.optionalNumber('VisibilityTimeout');
      const queue = new Queue({
        name: queueName(id),
        ...localAccount,
        now,
        ...(visibilityTimeout !== undefined && { visibilityTimeout }),
      });
      return [id, queue] as const;
    }),
  );
  return { stack, services: { stores, queues, secrets, parameters } };
}

/** What CloudFormation makes up; a value in the template would be in everybody's hands. */
function initialValue(fields: Fields): string {
  fields.idle('Description');
  return fields.object('GenerateSecretString', (generate) => {
    const template = JSON.parse(generate.text('SecretStringTemplate')) as object;
    const key = generate.text('GenerateStringKey');
    return JSON.stringify({ ...template, [key]: randomBytes(16).toString('hex') });
  });
}

/** The functions at the edge by their ARNs, each with the store that it is associated with. */
export async function edgeFunctionsOf(
  stack: DeployedStack,
  { stores }: Services,
  now: () => number,
  faults: Faults,
): Promise<Map<string, EdgeFunction>> {
  const described = stack.all('AWS::CloudFront::Function', (fields, id) => {
    fields.idle('Name', 'FunctionCode');
    fields.only('AutoPublish', true);
    const arns = fields.object('FunctionConfig', (config) => {
      config.idle('Comment');
      config.only('Runtime', 'cloudfront-js-2.0');
      return config.objects('KeyValueStoreAssociations', (association) =>
        association.text('KeyValueStoreARN'),
      );
    });
    const store = stores.get(
      stack.idOf('AWS::CloudFront::KeyValueStore', arns[0] ?? '', 'Arn') ?? '',
    );
    if (!store || arns.length > 1) throw new TemplateError(fields.at, 'has not the one store');
    return { id, store };
  });
  const loaded = described.map(async ({ id, store }) => {
    const view = store.edgeView();
    const edgeFunction = await loadEdgeFunction({
      code: stack.verbatim(id, 'FunctionCode'),
      store: {
        get: (key) => throughFault('edge-store', faults, () => view.get(key)),
        exists: (key) => throughFault('edge-store', faults, () => view.exists(key)),
      },
      now,
    });
    return [stack.name(id, 'FunctionARN'), edgeFunction] as const;
  });
  return new Map(await Promise.all(loaded));
}
