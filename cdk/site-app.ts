import { Stack, type App, type Environment } from 'aws-cdk-lib';
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
}

/** @throws {ConfigError} with every fault of the configuration */
export function addSite(app: App, config: SiteConfig): ProtectedSite {
  const { stackName, env, terminationProtection = false, site } = config;
  const stack = new Stack(app, stackName, {
    description: 'A folder behind a Cognito sign-in (Latchkey)',
    terminationProtection,
    ...(env && { env }),
  });
  return new ProtectedSite(stack, 'Site', site(stack));
}
