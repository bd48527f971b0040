/** What `npm start` wires by itself is what the template wires. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Behavior, DistributionConfig } from '../../local/cloudfront/config.ts';
import { siteDistributionConfig } from '../../local/distribution.ts';
import { localClientId, startSystem, type LocalSystem } from '../../local/system.ts';
import {
  keysSettingsVariable,
  readKeysSettings,
  readSignOutsSettings,
  signOutsSettingsVariable,
} from '../../keys/settings.ts';
import { readDeployment, readSettings, settingsVariable } from '../../token-exchange/settings.ts';
import { synthesize, type Assembly } from './assembly.ts';
import { distributionsOf } from './distributions.ts';
import { lambdaOf } from './lambdas.ts';
import { makeServices, type Services } from './services.ts';
import { poolOf } from './sign-in.ts';
import type { DeployedStack } from './stack.ts';
import { theApp } from './stacks.ts';

const never = () => Promise.reject(new Error('nobody asks'));
const authorize = { run: never };

describe('npm start and the template', () => {
  let assembly: Assembly;
  let system: LocalSystem;
  let stack: DeployedStack;
  let services: Services;

  beforeAll(async () => {
    assembly = synthesize(theApp);
    system = await startSystem();
    ({ stack, services } = makeServices(assembly, { port: system.port, now: Date.now }));
  });

  afterAll(async () => {
    await system?.close();
    assembly?.remove();
  });

  const fromTemplate = (): DistributionConfig => {
    const functions = new Map(
      stack
        .ids('AWS::CloudFront::Function')
        .map((id) => [stack.name(id, 'FunctionARN'), authorize] as const),
    );
    const files = { folderOf: () => undefined, remove: () => undefined };
    const means = { files, faults: new Map(), functions, invoke: never, others: {}, now: Date.now };
    const [described, ...others] = distributionsOf(stack, means);
    expect(others).toEqual([]);
    return described!.config;
  };
  const fromNpmStart = (): DistributionConfig =>
    siteDistributionConfig({
      authPath: '/_auth',
      authorize,
      bucket: never,
      lambda: never,
      theme: {},
      connectTo: `http://127.0.0.1:${system.port}`,
      now: Date.now,
    });

  test('have the same behaviors, with the same policies and function', () => {
    expect(behaviorsOf(fromNpmStart())).toEqual(behaviorsOf(fromTemplate()));
  });

  test('keep errors as long, and answer the same ones with the same page', () => {
    const statuses = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504];
    const errors = (config: DistributionConfig) =>
      statuses.map((status) => errorOf(config, status));
    expect(errors(fromNpmStart())).toEqual(errors(fromTemplate()));
    expect(fromNpmStart().originTimeout ?? 30).toBe(fromTemplate().originTimeout);
  });

  test('give the Lambdas the same settings, but for the names of resources', () => {
    const [url] = stack.all('AWS::Lambda::Url', (fields) => {
      fields.idle('AuthType');
      return stack.idOf('AWS::Lambda::Function', fields.text('TargetFunctionArn'), 'Arn');
    });
    const { variables } = lambdaOf(stack, url!);
    const settings = readSettings(variables[settingsVariable]);
    const local = readSettings(system.environment[settingsVariable]);
    const { ringSecret, keyValueStore, signOutQueue } = settings;
    expect({ ...local, ringSecret, keyValueStore, signOutQueue }).toEqual(settings);
    expect(local.signOutQueue).not.toBeNull();

    const { audience, maxAge, sessionTtl, signInAge } = local;
    const variablesOf = (name: string) =>
      lambdaOf(
        stack,
        stack.ids('AWS::Lambda::Function').find((id) => id.includes(name))!,
      ).variables;
    const writer = variablesOf('SignOutsWriter')[signOutsSettingsVariable];
    expect(readSignOutsSettings(writer)).toMatchObject({ audience, maxAge });
    const keys = variablesOf('KeysRotationFunction')[keysSettingsVariable];
    expect(readKeysSettings(keys)).toMatchObject({ audience, maxAge, sessionTtl, signInAge });
  });

  test('describe the same kind of deployment in the same parameter', () => {
    const { deploymentParameter } = readSettings(system.environment[settingsVariable]);
    const mine = readDeployment(system.account.parameters.get(deploymentParameter));
    const theirs = readDeployment(services.parameters.get(deploymentParameter));
    const { userPoolId, clientId, hosts } = theirs;
    expect({ ...mine, userPoolId, clientId, hosts }).toEqual(theirs);
  });

  test('have the same app client', () => {
    const [deployed] = poolOf(stack, undefined).clients;
    const local = system.cognito.client(localClientId);
    const { clientId, callbackUrls, logoutUrls, ...rest } = deployed!;
    expect(local).toMatchObject(rest);
    expect(pathsOf(local?.callbackUrls)).toEqual(pathsOf(callbackUrls));
    expect(pathsOf(local?.logoutUrls)).toEqual(pathsOf(logoutUrls));
    expect(clientId).not.toBe(localClientId);
  });
});

const pathsOf = (urls: readonly string[] = []) => urls.map((url) => new URL(url).pathname);

function behaviorsOf({ behaviors, origins }: DistributionConfig) {
  return behaviors.map(({ origin, compress, ...behavior }: Behavior) => ({
    ...behavior,
    origin: origins[origin]?.kind,
    // Where the policy allows no encoding there is nothing to compress with.
    compress: compress === true && behavior.cachePolicy.gzip === true,
    responseHeadersPolicy: withoutTls(headersOf(behavior.responseHeadersPolicy)),
  }));
}

/** Each with whether it replaces what the origin says. */
function headersOf(policy: Behavior['responseHeadersPolicy']): Record<string, unknown> {
  const { set = {}, override = false, keep = [] } = policy ?? {};
  return Object.fromEntries(
    Object.entries(set).map(([name, value]) => [name, [value, override && !keep.includes(name)]]),
  );
}

/** What is of use with TLS only, and there is none here. */
function withoutTls(headers: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { 'strict-transport-security': _, ...others } = headers;
  return others;
}

function errorOf(
  { customErrorResponses, errorCachingMinTtl = 10 }: DistributionConfig,
  status: number,
) {
  const rule = customErrorResponses?.find(({ errorCode }) => errorCode === status);
  return {
    status,
    ttl: rule?.errorCachingMinTtl ?? errorCachingMinTtl,
    responseCode: rule?.responseCode,
    responsePagePath: rule?.responsePagePath,
  };
}
