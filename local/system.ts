/**
 * The whole system on one machine and one port: the built edge function and Lambda, and stand-ins
 * for everything of AWS that they meet. A host name tells the two sides apart: `localhost` is the
 * distribution, `127.0.0.1` is AWS.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { EdgeConfigInput } from '../functions/compile/compile.ts';
import { compileConfig } from '../functions/compile/compile.ts';
import { edgeCode } from '../functions/compile/edge-code.ts';
import { seedRing } from '../keys/seed.ts';
import { deriveEdgeRing, formatRing } from '../session/key-ring.ts';
import { ringKeyPrefix } from '../session/names.ts';
import { settingsVariable, type Deployment, type Settings } from '../token-exchange/settings.ts';
import { cognitoEndpoint } from '../token-exchange/aws.ts';
import { awsApi, KeyValueStore, ParameterStore, SecretsManager } from './aws/index.ts';
import { localAccount } from './aws/clients.ts';
import type { Diagnosis } from './cloudfront/distribution.ts';
import { loadEdgeFunction } from './cloudfront/edge-runtime.ts';
import { createCognito, type Cognito, type UserSeed } from './cognito/index.ts';
import { demoRules, demoUsers } from './demo.ts';
import { createSiteDistribution } from './distribution.ts';
import { createLambda } from './lambda.ts';
import { createBucket } from './s3/bucket.ts';
import { listen, toListener } from './serve.ts';

const project = new URL('../', import.meta.url);

export interface SystemOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** The folder to protect; by default the demonstration site. */
  readonly site?: string;
  /** Changes to the edge's configuration. */
  readonly edge?: Partial<EdgeConfigInput>;
  /** Changes to the Lambda's settings. */
  readonly settings?: Partial<Settings>;
  readonly users?: readonly UserSeed[];
  /** Hosts of the distribution besides `localhost`. */
  readonly hosts?: readonly string[];
  /** Gets each line that the Lambda logs. */
  readonly onLog?: (line: string) => void;
  /** Told why CloudFront answered with a page of its own. */
  readonly onDiagnosis?: (diagnosis: Diagnosis) => void;
}

export interface LocalSystem {
  readonly port: number;
  /** Where the site is. */
  readonly url: string;
  readonly cognito: Cognito;
  readonly store: KeyValueStore;
  readonly secrets: SecretsManager;
  close(): Promise<void>;
}

const userPoolId = `${localAccount.region}_LocalPool`;
const clientId = 'latchkeylocalclient';
const ringSecret = 'latchkey/demo/root-ring';
const deploymentParameter = '/latchkey/demo/deployment';

/** @throws {ConfigError} for a configuration of the edge that is not valid */
export async function startSystem(options: SystemOptions = {}): Promise<LocalSystem> {
  const now = () => Date.now();
  const edgeInput: EdgeConfigInput = {
    audience: 'demo',
    rules: options.site === undefined ? demoRules : [],
    ...options.edge,
  };
  const compiled = compileConfig(edgeInput);
  const [audience, authPath] = compiled;

  const store = new KeyValueStore({
    arn: `arn:aws:cloudfront::${localAccount.accountId}:key-value-store/11111111-2222-3333-4444-555555555555`,
    now,
  });
  const secrets = new SecretsManager({ ...localAccount, now });
  const parameters = new ParameterStore({ ...localAccount, now });
  const cognito = createCognito({
    region: localAccount.region,
    userPoolId,
    domain: 'http://127.0.0.1',
    clients: [{ clientId, callbackUrls: [], logoutUrls: [] }],
    users: options.users ?? demoUsers,
    now,
  });

  const ring = seedRing(Math.floor(now() / 1000), () => randomBytes(32).toString('base64url'));
  secrets.create(ringSecret, formatRing(ring));
  store.seed({ [ringKeyPrefix + audience]: formatRing(deriveEdgeRing(ring, audience, 0)) });

  const bundle = readFileSync(new URL('dist/edge/authorize.js', project), 'utf8');
  const authorize = await loadEdgeFunction({
    code: edgeCode(edgeInput, bundle),
    store: store.edgeView(),
    now,
  });
  const settings: Partial<Settings> = {
    audience,
    authPath,
    sessionTtl: compiled[3],
    maxAge: compiled[4],
    signInAge: compiled[5],
    groups: namedGroups(edgeInput),
    ringSecret,
    deploymentParameter,
    theme: { productName: 'Latchkey' },
    ...options.settings,
  };
  const lambdaEnv: Record<string, string> = {
    [settingsVariable]: JSON.stringify(settings),
    AWS_REGION: localAccount.region,
    AWS_ACCESS_KEY_ID: localAccount.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: localAccount.credentials.secretAccessKey,
  };
  const lambda = createLambda({
    bundle: new URL('dist/token-exchange/index.mjs', project),
    env: lambdaEnv,
    onLog: options.onLog,
  });
  const bucket = createBucket({
    bucketName: 'latchkey-demo-site',
    listBucket: false,
    writable: false,
    now,
    directory: options.site ?? fileURLToPath(new URL('web/site', project)),
    ...(options.site === undefined && { objects: demoObjects() }),
  });
  const aws = awsApi({
    keyValueStores: [store],
    secretsManager: secrets,
    parameterStore: parameters,
  });

  let serveSite: ReturnType<typeof toListener> | null = null;
  const serveAws = toListener(aws);
  let siteHosts = new Set<string>();
  const server = await listen(
    (incoming, outgoing) => {
      if (siteHosts.has(incoming.headers.host ?? '')) serveSite?.(incoming, outgoing);
      else if (cognito.handles(incoming)) cognito.listener(incoming, outgoing);
      else serveAws(incoming, outgoing);
    },
    { port: options.port ?? 0 },
  );

  const awsUrl = `http://127.0.0.1:${server.port}`;
  const hosts = ['localhost', ...(options.hosts ?? [])].map((host) => `${host}:${server.port}`);
  siteHosts = new Set(hosts);
  const site = createSiteDistribution({
    authPath,
    authorize,
    bucket,
    lambda,
    connectTo: awsUrl,
    now,
    onDiagnosis: options.onDiagnosis,
  });
  serveSite = toListener((request) => site.handle(request));
  cognito.setDomain(awsUrl);
  cognito.setClient(clientId, {
    callbackUrls: hosts.map((host) => `http://${host}${authPath}/callback`),
    logoutUrls: hosts.map((host) => `http://${host}${authPath}/logout`),
  });
  const deployment: Deployment = {
    userPoolId,
    clientId,
    clientSecret: false,
    domain: awsUrl,
    hosts,
  };
  parameters.put(deploymentParameter, JSON.stringify(deployment));
  for (const variable of [
    'AWS_ENDPOINT_URL_SSM',
    'AWS_ENDPOINT_URL_SECRETS_MANAGER',
    cognitoEndpoint,
  ]) {
    lambdaEnv[variable] = awsUrl;
  }

  return {
    port: server.port,
    url: `http://${hosts[0]}`,
    cognito,
    store,
    secrets,
    close: async () => {
      await server.close();
      await lambda.stop();
    },
  };
}

/** What the site has besides its folder: the browser client, as it was built. */
function demoObjects() {
  const client = readFileSync(new URL('dist/web/latchkey.js', project));
  return new Map([
    ['assets/latchkey.js', { body: client, contentType: 'text/javascript; charset=utf-8' }],
  ]);
}

/** No other group has a place in a token. */
function namedGroups({ rules }: EdgeConfigInput): string[] {
  return rules.flatMap(({ allow }) => (typeof allow === 'object' ? allow.groups : []));
}
