/** All that the doctor reads of a deployment, each by itself: one refusal hides nothing else. */
import type { Status } from '../../keys/operations.ts';
import type { Deployment as Parameter } from '../../token-exchange/settings.ts';
import type { Aws } from '../aws/clients.ts';
import type { Deployment } from '../deployment.ts';
import { codeOf, functionName, storesOf } from '../edge-function.ts';
import { statedEdge, type Stated } from '../explain/sources.ts';
import { askKeys } from '../keys-lambda.ts';
import type { Step } from '../progress.ts';
import { readDistributions, type DistributionFacts } from './distributions.ts';
import { factOf, notNamed, type Fact } from './finding.ts';
import { readBranding, readClient, readParameter, type ClientFacts } from './sign-in.ts';
import { readGrants, readUrl, type Statement, type UrlFacts } from './token-exchange.ts';

export interface Facts {
  readonly keys: Fact<{ readonly status: Status; readonly now: number; readonly here: number }>;
  readonly stated: Fact<Stated | null>;
  readonly live: Fact<string | null>;
  readonly development: Fact<string | null>;
  readonly stores: Fact<readonly string[] | null>;
  readonly url: Fact<UrlFacts>;
  readonly grants: Fact<readonly Statement[]>;
  readonly distributions: readonly DistributionFacts[];
  readonly parameter: Fact<Parameter>;
  readonly client: Fact<ClientFacts>;
  readonly branding: Fact<'there' | 'missing' | 'not needed'>;
}

/** The steps that read it, in the order in which one needs another's. */
export function factReader(aws: Aws, deployment: Deployment, here: () => number) {
  const facts: Partial<{ -readonly [Name in keyof Facts]: Facts[Name] }> = {};
  const read = {
    keys: async () => {
      facts.keys = await factOf(async () => {
        const { now, result } = await askKeys(aws, deployment, { operation: 'status' });
        return { status: result, now, here: here() };
      });
    },
    edge: async () => {
      const { name, edgeFunction, edgeResource } = deployment;
      const named = <Value>(read: (name: string) => Promise<Value>) =>
        edgeFunction === undefined
          ? Promise.resolve(notNamed<Value>('the edge function'))
          : factOf(() => read(functionName(edgeFunction)));
      [facts.stated, facts.live, facts.development, facts.stores] = await Promise.all([
        factOf(() => statedEdge(aws, name, edgeResource)),
        named((edge) => codeOf(aws, edge, 'LIVE')),
        named((edge) => codeOf(aws, edge, 'DEVELOPMENT')),
        named((edge) => storesOf(aws, edge)),
      ]);
    },
    tokenExchange: async () => {
      const named = deployment.tokenExchangeFunction;
      if (named === undefined) {
        facts.url = notNamed('the token exchange');
        facts.grants = notNamed('the token exchange');
        return;
      }
      [facts.url, facts.grants] = await Promise.all([
        factOf(() => readUrl(aws, named)),
        factOf(() => readGrants(aws, named)),
      ]);
    },
    distributions: async () => {
      facts.distributions = await readDistributions(
        aws,
        deployment,
        facts.grants?.value ?? [],
        facts.url?.value?.host ?? deployment.tokenExchangeDomain,
      );
    },
    signIn: async () => {
      const { deploymentParameter, userPoolId, clientId } = deployment;
      facts.parameter =
        deploymentParameter === undefined
          ? notNamed('the deployment parameter')
          : await factOf(() => readParameter(aws, deploymentParameter));
      const pool = facts.parameter.value?.userPoolId ?? userPoolId;
      const client = facts.parameter.value?.clientId ?? clientId;
      if (pool === undefined || client === undefined) {
        facts.client = notNamed('the app client');
        facts.branding = notNamed('the app client');
        return;
      }
      [facts.client, facts.branding] = await Promise.all([
        factOf(() => readClient(aws, pool, client)),
        factOf(() => readBranding(aws, pool, client, facts.parameter?.value?.domain)),
      ]);
    },
  };
  const steps: readonly Step[] = [
    { title: 'Asking the keys Lambda', run: read.keys },
    { title: 'Reading the edge function', run: read.edge },
    { title: 'Reading the token exchange', run: read.tokenExchange },
    { title: 'Reading the distributions', run: read.distributions },
    { title: 'Reading the user pool', run: read.signIn },
  ];
  return { steps, facts: () => facts as Facts };
}
