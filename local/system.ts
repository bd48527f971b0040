/**
 * The whole system on one machine and one port: the built edge function and Lambdas, and stand-ins
 * for everything of AWS that they meet. A host name tells the two sides apart: `localhost` is the
 * distribution, `127.0.0.1` is AWS.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compileAfter } from '../functions/compile/after.ts';
import {
  ConfigError,
  groupsNamedBy,
  readConfig,
  type EdgeConfigInput,
} from '../functions/compile/compile.ts';
import { edgeCode, readEdgeBundles } from '../functions/compile/edge-code.ts';
import { seedRing } from '../keys/seed.ts';
import {
  keysSettingsVariable,
  signOutsSettingsVariable,
  type KeysSettings,
  type SignOutsSettings,
} from '../keys/settings.ts';
import { deriveEdgeRing, formatRing } from '../session/key-ring.ts';
import { defaults } from '../session/lifetimes.ts';
import { ringKeyPrefix } from '../session/names.ts';
import { settingsVariable, type Deployment, type Settings } from '../token-exchange/settings.ts';
import {
  notFound,
  notFoundPath,
  notFoundRule,
  unavailable,
  unavailablePath,
  unavailableRule,
  type Theme,
} from '../token-exchange/pages/index.ts';
import { createAccount, lambdaEnvironment, storeArn, type Account } from './account.ts';
import { localAccount } from './aws/clients.ts';
import { withDeployment } from './aws/deployment-api.ts';
import type { DeploymentRecord } from './aws/deployment-record.ts';
import { createClock, type Clock } from './clock.ts';
import { loadEdgeFunction } from './cloudfront/edge-runtime.ts';
import type { Diagnosis, ErrorPageWays } from './cloudfront/distribution.ts';
import {
  createCognito,
  type ClientConfig,
  type Cognito,
  type CognitoOptions,
  type UserSeed,
} from './cognito/index.ts';
import { demoRules, demoUsers } from './demo.ts';
import { describeDeployment } from './deployment.ts';
import { createSiteDistribution, exchangeDomain, siteDistribution } from './distribution.ts';
import { mapEventSource } from './event-source.ts';
import { throughFault, withFaults, type Faults } from './faults.ts';
import { createLambda } from './lambda.ts';
import { rotateBy, rotateEvery } from './rotation.ts';
import { createBucket } from './s3/bucket.ts';
import type { BucketObject } from './s3/objects.ts';
import { listen, toListener } from './serve.ts';

const project = new URL('../', import.meta.url);

export interface SystemOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** The folder to protect; by default the demonstration site. */
  readonly site?: string;
  /** Changes to the edge's configuration. */
  readonly edge?: Partial<EdgeConfigInput>;
  /** The user's own edge code: the path of its module. */
  readonly afterAuthorize?: string;
  /** Changes to the Lambda's settings. */
  readonly settings?: Partial<Settings>;
  /** Changes to the app client. */
  readonly client?: Partial<Omit<ClientConfig, 'clientId'>>;
  /** Further app clients of the user pool. */
  readonly otherClients?: readonly ClientConfig[];
  /** Those of them whose tokens `POST token` takes. */
  readonly exchangeClientIds?: readonly string[];
  readonly users?: readonly UserSeed[];
  /** Changes to the user pool: its lifetimes, and ways of Cognito that differ or may. */
  readonly cognito?: Partial<Omit<CognitoOptions, 'clients' | 'users' | 'domain' | 'now'>>;
  /** Whether a sign-out is told to the edges; true by default. */
  readonly tellsEdges?: boolean;
  /** How long a key is known to the edges before it may sign, in seconds; default 600. */
  readonly lead?: number;
  /** How often keys rotate by themselves, in seconds of this machine's clock; default never. */
  readonly rotationInterval?: number | undefined;
  /** Hosts of the distribution besides `localhost`. */
  readonly hosts?: readonly string[];
  /** How CloudFront serves custom error pages. */
  readonly errorPages?: ErrorPageWays;
  /** Whether CloudFront's response headers policies hold for what the edge function answers. */
  readonly coversFunctions?: boolean;
  /** Gets each line that the Lambdas log. */
  readonly onLog?: (line: string) => void;
  /** Told why CloudFront answered with a page of its own. */
  readonly onDiagnosis?: (diagnosis: Diagnosis) => void;
}

export interface LocalSystem {
  readonly port: number;
  /** Where the site is. */
  readonly url: string;
  readonly audience: string;
  readonly cognito: Cognito;
  readonly account: Account;
  /** What the token exchange finds in its environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** The clocks of AWS's parts; all show the machine's time until they are moved. */
  readonly clocks: Readonly<Record<'edge' | 'lambda' | 'cognito', Clock>>;
  /** Lets time pass for all of them. */
  advance(seconds: number): void;
  /** What is broken at the moment. */
  readonly faults: Faults;
  close(): Promise<void>;
}

const userPoolId = `${localAccount.region}_LocalPool`;
export const localClientId = 'latchkeylocalclient';
/** The Lambda that rotates keys and does what an operator asks for. */
export const localKeysFunction = 'latchkey-local-keys';
export const localRingSecret = 'latchkey/demo/root-ring';
export const localDeploymentParameter = '/latchkey/demo/deployment';

/** @throws {ConfigError} for a configuration of the edge that is not valid */
export async function startSystem(options: SystemOptions = {}): Promise<LocalSystem> {
  const rules = options.edge?.rules ?? (options.site === undefined ? demoRules : []);
  const edge: EdgeConfigInput = {
    audience: 'demo',
    ...options.edge,
    rules: [unavailableRule, notFoundRule, ...rules],
  };
  const theme = options.settings?.theme ?? {};
  const { audience, authPath, indexDocument, sessionTtl, maxAge, cookieMaxAge, bearer } =
    readConfig(edge);
  const signInAge = cookieMaxAge;
  // Before anything listens, which would have to be stopped where this fails.
  const after = ownCode(options.afterAuthorize);
  const code = edgeCode(edge, readEdgeBundles(new URL('dist/edge/', project)), after);
  const clocks = { edge: createClock(), lambda: createClock(), cognito: createClock() };
  const faults: Faults = new Map();
  const account = createAccount(clocks.lambda.now);
  seedKeys(account, audience, clocks.lambda.now);

  const cognito = createCognito({
    region: localAccount.region,
    userPoolId,
    domain: 'http://127.0.0.1',
    clients: [
      {
        clientId: localClientId,
        callbackUrls: [],
        logoutUrls: [],
        refreshTokenTtl: signInAge,
        // As a deployment makes its client.
        scopes: ['openid'],
        identityProviders: ['COGNITO'],
        originJti: true,
        refreshTokenRotation: { graceSeconds: 60 },
        ...options.client,
      },
      ...(options.otherClients ?? []),
    ],
    users: options.users ?? demoUsers,
    now: clocks.cognito.now,
    ...options.cognito,
  });
  let deployed: DeploymentRecord | null = null;
  const toAws = withFaults((incoming, outgoing) => {
    if (cognito.handles(incoming)) cognito.listener(incoming, outgoing);
    else toListener(withDeployment(() => deployed, account.handle))(incoming, outgoing);
  }, faults);
  let toSite: ReturnType<typeof toListener> | null = null;
  let siteHosts: readonly string[] = [];
  const server = await listen(
    (incoming, outgoing) => {
      const isForSite = toSite && siteHosts.includes(incoming.headers.host ?? '');
      (isForSite ? toSite : toAws)?.(incoming, outgoing);
    },
    { port: options.port ?? 0 },
  );
  const awsUrl = `http://127.0.0.1:${server.port}`;
  const hosts = ['localhost', ...(options.hosts ?? [])].map((host) => `${host}:${server.port}`);

  cognito.setDomain(awsUrl);
  cognito.setClient(localClientId, {
    callbackUrls: hosts.map((host) => `http://${host}${authPath}/callback`),
    logoutUrls: hosts.map((host) => `http://${host}${authPath}/logout`),
  });
  const deployment: Deployment = {
    userPoolId,
    clientId: localClientId,
    clientSecret: options.client?.clientSecret !== undefined,
    domain: awsUrl,
    hosts,
    exchangeClientIds: options.exchangeClientIds ?? [],
  };
  account.parameters.put(localDeploymentParameter, JSON.stringify(deployment));

  const settings: Partial<Settings> = {
    audience,
    authPath,
    sessionTtl,
    maxAge,
    signInAge,
    bearer,
    groups: groupsNamedBy(edge),
    ringSecret: localRingSecret,
    keyValueStore: storeArn,
    sharesStore: false,
    remembersElsewhere: federates(options),
    signOutQueue: options.tellsEdges === false ? null : account.signOuts.url(server.port),
    deploymentParameter: localDeploymentParameter,
    ...options.settings,
  };
  const environment = {
    ...lambdaEnvironment(server.port),
    [settingsVariable]: JSON.stringify(settings),
  };
  const exchange = createLambda({
    bundle: new URL('dist/token-exchange/index.mjs', project),
    env: environment,
    clock: clocks.lambda,
    onLog: options.onLog,
  });
  const signOutsSettings: SignOutsSettings = { audience, keyValueStore: storeArn, maxAge };
  const signOuts = createLambda({
    bundle: new URL('dist/sign-outs/index.mjs', project),
    env: {
      ...lambdaEnvironment(server.port),
      [signOutsSettingsVariable]: JSON.stringify(signOutsSettings),
    },
    clock: clocks.lambda,
    onLog: options.onLog,
  });
  const signOutSource = mapEventSource(account.signOuts, signOuts, localAccount.region);
  const keysSettings: KeysSettings = {
    ...signOutsSettings,
    ringSecret: account.secrets.secret(localRingSecret).arn,
    sessionTtl,
    signInAge,
    lead: options.lead ?? defaults.lead,
    userPoolId,
  };
  const keys = createLambda({
    bundle: new URL('dist/keys/index.mjs', project),
    env: {
      ...lambdaEnvironment(server.port),
      [keysSettingsVariable]: JSON.stringify(keysSettings),
    },
    clock: clocks.lambda,
    onLog: options.onLog,
  });
  account.functions.add(localKeysFunction, keys);
  rotateBy(account.secrets, localRingSecret, account.functions.arn(localKeysFunction), keys);
  const stopRotating = rotateEvery(options.rotationInterval, account.secrets, localRingSecret);

  const edgeView = account.store.edgeView();
  const bucket = createBucket({
    bucketName: 'latchkey-demo-site',
    // As a deployment may: where nobody can ask for the list.
    listBucket: indexDocument !== null && after === null,
    writable: false,
    now: clocks.edge.now,
    directory: options.site ?? fileURLToPath(new URL('web/site', project)),
    objects: siteObjects(options.site === undefined, authPath, theme),
  });
  deployed = describeDeployment({
    ...{
      edge,
      after,
      code,
      authPath,
      hosts,
      userPoolId,
      storeArn,
      exchangeDomain,
      ...siteDistribution,
    },
    clientId: localClientId,
    deploymentParameter: localDeploymentParameter,
    keysFunction: localKeysFunction,
  });
  const distribution = createSiteDistribution({
    authPath,
    authorize: await loadEdgeFunction({
      code,
      store: {
        get: (key) => throughFault('edge-store', faults, () => edgeView.get(key)),
        exists: (key) => throughFault('edge-store', faults, () => edgeView.exists(key)),
      },
      now: clocks.edge.now,
    }),
    bucket: (request) => throughFault('origin', faults, () => bucket(request)),
    lambda: (event) => throughFault('lambda', faults, () => exchange.invoke(event)),
    theme,
    errorPages: options.errorPages,
    coversFunctions: options.coversFunctions,
    connectTo: awsUrl,
    now: clocks.edge.now,
    onDiagnosis: options.onDiagnosis,
  });
  siteHosts = hosts;
  toSite = toListener((request) => distribution.handle(request));

  return {
    port: server.port,
    url: `http://localhost:${server.port}`,
    audience,
    cognito,
    account,
    environment,
    clocks,
    advance(seconds) {
      for (const clock of Object.values(clocks)) clock.offset += seconds * 1000;
      signOutSource.look();
    },
    faults,
    close: async () => {
      stopRotating();
      signOutSource.stop();
      await server.close();
      await Promise.all([exchange.stop(), signOuts.stop(), keys.stop()]);
    },
  };
}

/** @throws {ConfigError} with all that is wrong with it */
function ownCode(file: string | undefined): string | null {
  if (file === undefined) return null;
  const compiled = compileAfter(file, fileURLToPath(new URL('dist/after/index.mjs', project)));
  if ('faults' in compiled) throw new ConfigError(compiled.faults);
  return compiled.code;
}

/** As a deployment would say of itself. */
function federates({ client, exchangeClientIds = [] }: SystemOptions): boolean {
  const providers = (client?.identityProviders ?? []).filter((name) => name !== 'COGNITO');
  return providers.length > 0 || exchangeClientIds.length > 0;
}

function seedKeys({ secrets, store }: Account, audience: string, now: () => number): void {
  const ring = seedRing(Math.floor(now() / 1000), () => randomBytes(32).toString('base64url'));
  secrets.create(localRingSecret, formatRing(ring));
  store.seed({ [ringKeyPrefix + audience]: formatRing(deriveEdgeRing(ring, audience, 0)) });
}

/** What the site has besides its folder: pages for bad moments and, for the demo, the client. */
function siteObjects(isDemo: boolean, authPath: string, theme: Theme): Map<string, BucketObject> {
  const page = (html: string) => ({ body: Buffer.from(html), contentType: 'text/html' });
  const client = {
    body: readFileSync(new URL('dist/web/latchkey.js', project)),
    contentType: 'text/javascript; charset=utf-8',
  };
  return new Map<string, BucketObject>([
    [unavailablePath.slice(1), page(unavailable(theme))],
    [notFoundPath.slice(1), page(notFound(authPath, theme))],
    ...(isDemo ? [['assets/latchkey.js', client] as const] : []),
  ]);
}
