/**
 * Deploys a synthesized stack to this machine: what the template says is what runs, and what it
 * says nothing of is not there. The Lambdas are those of its assets, the edge function is its text,
 * and the first keys are made by the Lambda that makes them in a deploy.
 */
import type { RequestListener } from 'node:http';
import { localAccount } from '../../local/aws/clients.ts';
import { createClock } from '../../local/clock.ts';
import { createDistribution, type Diagnosis } from '../../local/cloudfront/distribution.ts';
import { createCognito, type UserSeed } from '../../local/cognito/index.ts';
import { demoUsers } from '../../local/demo.ts';
import { throughFault, type Faults } from '../../local/faults.ts';
import type { HttpHandler } from '../../local/http.ts';
import { listen, toListener, type RunningServer } from '../../local/serve.ts';
import type { LocalSystem } from '../../local/system.ts';
import type { Assembly } from './assembly.ts';
import type { AwsCall } from './aws-calls.ts';
import { awsSide } from './aws-side.ts';
import { distributionsOf } from './distributions.ts';
import { LambdaRunner } from './lambda-runner.ts';
import { permissionsOf } from './permissions.ts';
import { edgeFunctionsOf, makeServices, type Services } from './services.ts';
import { poolOf, type ExistingPool } from './sign-in.ts';
import { uploadFiles } from './site-files.ts';
import type { DeployedStack } from './stack.ts';

export interface DeployOptions {
  readonly users?: readonly UserSeed[];
  /** A user pool that the template only refers to. */
  readonly existingPool?: ExistingPool;
  /** Origins that are nobody's of the stack, by their domain names. */
  readonly origins?: Readonly<Record<string, HttpHandler>>;
  /** Gets each line that the Lambdas log. */
  readonly onLog?: (line: string) => void;
  readonly onDiagnosis?: (diagnosis: Diagnosis) => void;
}

export interface DeployedSystem extends Pick<
  LocalSystem,
  'port' | 'url' | 'cognito' | 'clocks' | 'faults' | 'advance' | 'close'
> {
  /** The addresses of all distributions, in the template's order; `url` is the first. */
  readonly urls: readonly string[];
  readonly stack: DeployedStack;
  readonly services: Services;
  /** Calls that the template's policies do not allow; AWS would refuse them, and so does this. */
  readonly denied: readonly AwsCall[];
  /** Invokes a Lambda by its logical id, as whoever may do so. */
  invoke(id: string, event: unknown): Promise<unknown>;
}

/** @throws {TemplateError} for whatever in the template is not known here */
export async function deploy(
  assembly: Assembly,
  options: DeployOptions = {},
): Promise<DeployedSystem> {
  const listeners = new Map<string, RequestListener>();
  // Names hold the port, so it has to be known before anything is made.
  const server = await listen((incoming, outgoing) => {
    const listener = listeners.get(incoming.headers.host ?? '') ?? listeners.get('');
    listener?.(incoming, outgoing);
  });
  try {
    return await run(assembly, options, server, listeners);
  } catch (error) {
    await server.close();
    throw error;
  }
}

async function run(
  assembly: Assembly,
  { existingPool, users = demoUsers, origins = {}, onLog, onDiagnosis }: DeployOptions,
  server: RunningServer,
  listeners: Map<string, RequestListener>,
): Promise<DeployedSystem> {
  const clocks = { edge: createClock(), lambda: createClock(), cognito: createClock() };
  const faults: Faults = new Map();
  const denied: AwsCall[] = [];
  const awsUrl = `http://127.0.0.1:${server.port}`;
  const { stack, services } = makeServices(assembly, {
    port: server.port,
    now: clocks.lambda.now,
    addresses: existingPool ? { [existingPool.domain]: awsUrl } : {},
  });
  const { arn: userPoolArn, ...pool } = poolOf(stack, existingPool);
  const common = { region: localAccount.region, domain: awsUrl, now: clocks.cognito.now };
  const cognito = createCognito({ ...common, ...pool, users });
  const allows = permissionsOf(stack);
  listeners.set('', awsSide({ services, cognito, userPoolArn, allows, faults, denied }));

  const files = uploadFiles(stack);
  const lambdas = new LambdaRunner(stack, clocks.lambda, onLog);
  const close = async () => {
    await server.close();
    await lambdas.stop();
    files.remove();
  };
  try {
    lambdas.drainQueues(services, allows);
    const described = distributionsOf(stack, {
      files,
      faults,
      functions: await edgeFunctionsOf(stack, services, clocks.edge.now, faults),
      invoke: (id, event) => throughFault('lambda', faults, () => lambdas.invoke(id, event)),
      others: origins,
      now: clocks.edge.now,
      onDiagnosis,
    });
    // Whatever is not known of the template has been found by now.
    await lambdas.runTriggers();
    for (const { host, config } of described) {
      const distribution = createDistribution(config);
      listeners.set(
        host,
        toListener((request) => distribution.handle(request)),
      );
    }
    const urls = described.map(({ host }) => `http://${host}`);
    const system = { port: server.port, url: urls[0] ?? '', urls, stack, services, denied };
    const advance = (seconds: number) => {
      for (const clock of Object.values(clocks)) clock.offset += seconds * 1000;
      lambdas.look();
    };
    const invoke = (id: string, event: unknown) => lambdas.invoke<unknown>(id, event);
    return { ...system, cognito, clocks, faults, advance, invoke, close };
  } catch (error) {
    await close();
    throw error;
  }
}
