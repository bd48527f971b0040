/** A deployment in a stand-in for AWS, that a test can break in any way. */
import { readFileSync } from 'node:fs';
import type { EdgeConfigInput } from '../../functions/compile/compile.ts';
import { edgeCode } from '../../functions/compile/edge-code.ts';
import { storeArn } from '../../local/account.ts';
import { answerOfDeployment } from '../../local/aws/deployment-api.ts';
import type { DeploymentRecord } from '../../local/aws/deployment-record.ts';
import { awsApi, ParameterStore } from '../../local/aws/index.ts';
import { localAccount } from '../../local/aws/local-account.ts';
import { createCognito, type Cognito } from '../../local/cognito/index.ts';
import { demoRules, demoUsers } from '../../local/demo.ts';
import { describeDeployment } from '../../local/deployment.ts';
import { exchangeDomain, siteDistribution } from '../../local/distribution.ts';
import { listen, toListener } from '../../local/serve.ts';
import { projectFolder, run, type Ended } from '../command.ts';
import { fakeKeys, keysFunction, type FakeKeys } from './fake-keys.ts';

export const hosts = ['www.example.com', 'docs.example.com'];
const userPoolId = `${localAccount.region}_StandIn`;
const clientId = 'standinclient';
const parameterName = '/latchkey/demo/deployment';

export interface StandIn {
  readonly port: number;
  readonly record: DeploymentRecord;
  readonly keys: FakeKeys;
  readonly cognito: Cognito;
  /** Runs the built command against it, as somebody with credentials would. */
  latchkey(args: readonly string[], options?: RunOptions): Promise<Ended>;
  /** Changes what the token exchange is told. */
  setHosts(hosts: readonly string[]): void;
  setClient(change: { callbackUrls?: readonly string[]; logoutUrls?: readonly string[] }): void;
  close(): Promise<void>;
}

interface RunOptions {
  readonly input?: string;
  readonly env?: Record<string, string>;
}

export const edgeConfig: EdgeConfigInput = { audience: 'demo', rules: demoRules };

export async function startStandIn(): Promise<StandIn> {
  const now = () => Date.now();
  const parameters = new ParameterStore({ ...localAccount, now });
  const urls = (path: string) => hosts.map((host) => `https://${host}/_auth/${path}`);
  const cognito = createCognito({
    region: localAccount.region,
    userPoolId,
    domain: 'http://127.0.0.1',
    clients: [{ clientId, callbackUrls: urls('callback'), logoutUrls: urls('logout') }],
    users: demoUsers,
    now,
  });
  const record = describeDeployment({
    ...{ edge: edgeConfig, code: builtCode(), authPath: '/_auth', hosts, storeArn, exchangeDomain },
    ...{ userPoolId, clientId, keysFunction, deploymentParameter: parameterName },
    ...siteDistribution,
  });
  const keys = fakeKeys();
  const services = awsApi({ parameterStore: parameters });
  const server = await listen((incoming, outgoing) => {
    if (cognito.handles(incoming)) cognito.listener(incoming, outgoing);
    else {
      toListener(
        async (request) =>
          keys.handle(request) ?? answerOfDeployment(record, request) ?? services(request),
      )(incoming, outgoing);
    }
  });
  const setHosts = (known: readonly string[]) => {
    const domain = 'https://demo.auth.eu-west-1.amazoncognito.com';
    const value = { userPoolId, clientId, clientSecret: false, domain, hosts: known };
    parameters.put(parameterName, JSON.stringify({ ...value, exchangeClientIds: [] }));
  };
  setHosts(hosts);
  const env = {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${server.port}`,
    AWS_ACCESS_KEY_ID: 'AKIDLOCAL',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_REGION: localAccount.region,
    LATCHKEY_STACK: record.stack.name,
  };
  return {
    port: server.port,
    ...{ record, keys, cognito, setHosts },
    latchkey: (args, { input = '', env: more = {} } = {}) =>
      run(['cli/latchkey.mjs', ...args], { input, env: { ...env, ...more } }),
    setClient: (change) => {
      cognito.setClient(clientId, change);
    },
    close: () => server.close(),
  };
}

function builtCode(): string {
  const bundle = readFileSync(new URL('dist/edge/authorize.js', projectFolder), 'utf8');
  return edgeCode(edgeConfig, bundle);
}
