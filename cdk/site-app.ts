import { Stack, Token, type App, type Environment } from 'aws-cdk-lib';
import { ConfigError } from '../functions/compile/compile.ts';
import { EdgeAlarms, type EdgeAlarmsProps } from './edge-alarms.ts';
import { cloudFrontRegion } from './names.ts';
import { ProtectedSite, type ProtectedSiteProps } from './site.ts';

/** What is deployed: the shape of `cdk/config.ts`. */
export interface SiteConfig {
  readonly stackName: string;
  /** Where to. @default the account and region of the credentials that deploy */
  readonly env?: Environment;
  /** Whether the stack has to be unlocked before it can be deleted. @default false */
  readonly terminationProtection?: boolean;
  /** @param stack for what is there already, like `UserPool.fromUserPoolId(stack, …)` */
  readonly site: (stack: Stack) => ProtectedSiteProps;
  /**
   * Alarms on what happens at the edges: a small stack of its own in us-east-1.
   *
   * @default none
   */
  readonly edgeAlarms?: Omit<EdgeAlarmsProps, 'functionName'>;
}

/** @throws {ConfigError} with every fault of the configuration */
export function addSite(app: App, config: SiteConfig): ProtectedSite {
  const { stackName, env, terminationProtection = false, site } = config;
  const stack = new Stack(app, stackName, {
    description: 'A folder behind a Cognito sign-in (Latchkey)',
    terminationProtection,
    ...(env && { env }),
  });
  const protectedSite = new ProtectedSite(stack, 'Site', site(stack));
  addEdgeAlarms(app, config, protectedSite);
  return protectedSite;
}

function addEdgeAlarms(app: App, { stackName, env, edgeAlarms }: SiteConfig, site: ProtectedSite) {
  if (!edgeAlarms) return;
  // The function's name has the region in it: as a reference it would mean the alarms' own.
  if (Token.isUnresolved(Stack.of(site).region)) {
    throw new ConfigError(['edgeAlarms need a named region: give env.region']);
  }
  const stack = new Stack(app, `${stackName}-edge-alarms`, {
    description: `Alarms on the edges of ${stackName} (Latchkey)`,
    env: { ...env, region: cloudFrontRegion },
  });
  const { functionName } = site.latchkey.edge.function;
  new EdgeAlarms(stack, 'EdgeAlarms', { ...edgeAlarms, functionName });
}
