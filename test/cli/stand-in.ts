/** A deployment in a stand-in for AWS, that a test can break in any way. */
import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import type { EdgeConfigInput } from '../../functions/compile/compile.ts';
import { edgeCode, readEdgeBundles } from '../../functions/compile/edge-code.ts';
import { storeArn } from '../../local/account.ts';
import { localStackName } from '../../cli/local.ts';
import { withDeployment } from '../../local/aws/deployment-api.ts';
import type { DeploymentRecord } from '../../local/aws/deployment-record.ts';
import { awsApi, ParameterStore } from '../../local/aws/index.ts';
import { localAccount } from '../../local/aws/local-account.ts';
import { createCognito, type Cognito } from '../../local/cognito/index.ts';
import { demoRules, demoUsers } from '../../local/demo.ts';
import { describeDeployment } from '../../local/deployment.ts';
import { exchangeDomain, siteDistribution } from '../../local/distribution.ts';
import type { HttpResponse } from '../../local/http.ts';
import { listen, toListener } from '../../local/serve.ts';
import { projectFolder, run, type Ended } from '../command.ts';
import { fakeKeys, keysFunction, type FakeKeys } from './fake-keys.ts';

export const hosts = ['www.example.com', 'docs.example.com'];
const userPoolId = `${localAccount.region}_StandIn`;
const clientId = 'standinclient';
const parameterName = '/latchkey/demo/deployment';

export interface StandIn {
  readonly port: number;
  record: DeploymentRecord;
  keys: FakeKeys;
  branding: 'there' | 'missing';
  readonly cognito: Cognito;
  /** What the command has to find in its environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Runs the built command against it, as somebody with credentials would. */
  latchkey(args: readonly string[], options?: RunOptions): Promise<Ended>;
  /** Changes what the token exchange is told. */
  readonly setHosts: (hosts: readonly string[]) => void;
  readonly setClient: (change: ClientUrls) => void;
  /** Puts the user's own code, compiled, into the edge function. */
  readonly setOwn: (after: string) => void;
  /** Makes everything as it was. */
  reset(): void;
  close(): Promise<void>;
}

interface ClientUrls {
  readonly callbackUrls?: readonly string[];
  readonly logoutUrls?: readonly string[];
}

interface RunOptions {
  readonly input?: string;
  readonly env?: Record<string, string>;
}

export const edgeConfig: EdgeConfigInput = { audience: 'demo', rules: demoRules };

/** One for all tests of a file, or of the block that this is called in; as it was before each. */
export function useStandIn(use: (standIn: StandIn) => void): void {
  let made: StandIn | undefined;
  beforeAll(async () => {
    made = await startStandIn();
    use(made);
  });
  beforeEach(() => made?.reset());
  afterAll(() => made?.close());
}

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
  const deployed = (after: string | null = null) =>
    describeDeployment({
      ...{ edge: edgeConfig, after, code: builtCode(after), authPath: '/_auth', hosts },
      ...{ storeArn, exchangeDomain, ...siteDistribution },
      ...{ userPoolId, clientId, keysFunction, deploymentParameter: parameterName },
    });
  const deployment = withDeployment(() => standIn.record, awsApi({ parameterStore: parameters }));
  const server = await listen((incoming, outgoing) => {
    const target = String(incoming.headers['x-amz-target']);
    if (standIn.branding === 'missing' && target.endsWith('BrandingByClient')) {
      toListener(() => Promise.resolve(noBranding))(incoming, outgoing);
    } else if (target.endsWith('DescribeUserPoolDomain')) {
      toListener(() => Promise.resolve(managedLogin))(incoming, outgoing);
    } else if (cognito.handles(incoming)) cognito.listener(incoming, outgoing);
    else {
      toListener(async (request) => standIn.keys.handle(request) ?? deployment(request))(
        incoming,
        outgoing,
      );
    }
  });
  const setHosts = (known: readonly string[]) => {
    const domain = 'https://demo.auth.eu-west-1.amazoncognito.com';
    const value = { userPoolId, clientId, clientSecret: false, domain, hosts: known };
    parameters.put(parameterName, JSON.stringify({ ...value, exchangeClientIds: [] }));
  };
  const setClient: StandIn['setClient'] = (change) => {
    cognito.setClient(clientId, change);
  };
  const env = {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${server.port}`,
    AWS_ACCESS_KEY_ID: 'AKIDLOCAL',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_REGION: localAccount.region,
    LATCHKEY_STACK: localStackName,
    TZ: 'UTC',
  };
  const standIn: StandIn = {
    port: server.port,
    record: deployed(),
    keys: fakeKeys(),
    branding: 'there',
    ...{ cognito, env, setHosts, setClient },
    setOwn: (after) => (standIn.record = deployed(after)),
    latchkey: (args, { input = '', env: more = {} } = {}) =>
      run(['cli/latchkey.mjs', ...args], { input, env: { ...env, ...more } }),
    reset() {
      Object.assign(standIn, { record: deployed(), keys: fakeKeys(), branding: 'there' });
      setHosts(hosts);
      setClient({ callbackUrls: urls('callback'), logoutUrls: urls('logout') });
    },
    close: () => server.close(),
  };
  setHosts(hosts);
  return standIn;
}

const json = { 'content-type': 'application/x-amz-json-1.1' };

const noBranding: HttpResponse = {
  status: 400,
  headers: json,
  body: JSON.stringify({ __type: 'ResourceNotFoundException', message: 'No branding.' }),
};

const managedLogin: HttpResponse = {
  status: 200,
  headers: json,
  body: JSON.stringify({ DomainDescription: { ManagedLoginVersion: 2 } }),
};

function builtCode(after: string | null): string {
  const bundle = readEdgeBundles(new URL('dist/edge/', projectFolder));
  return edgeCode(edgeConfig, bundle, after);
}
