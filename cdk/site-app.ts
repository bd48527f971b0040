import { Stack, Token, type App, type Environment } from 'aws-cdk-lib';
import { ConfigError } from '../functions/compile/compile.ts';
import { checkAlarmOptions } from './alarm-topic.ts';
import { checkSite } from './check-site.ts';
import { EdgeAlarms, type EdgeAlarmsProps } from './edge-alarms.ts';
import { cloudFrontRegion } from './names.ts';
import { alarmShapes } from './prop-shapes.ts';
import {
  callback,
  flag,
  objectOf,
  required,
  shaped,
  text,
  texts,
  type Shaped,
  type ShapesOf,
} from './shapes.ts';
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
  readonly edgeAlarms?: SiteEdgeAlarms;
}

type SiteEdgeAlarms = Omit<EdgeAlarmsProps, 'functionName'>;

const shapes: ShapesOf<SiteConfig> = {
  stackName: required({
    wanted: 'up to 128 letters, digits and -, with a letter first',
    fits: (value) => typeof value === 'string' && /^[A-Za-z][A-Za-z0-9-]{0,127}$/.test(value),
  }),
  env: objectOf<Environment>({ account: text, region: text }),
  terminationProtection: flag,
  site: required(callback, 'a function that returns the props of the site'),
  edgeAlarms: objectOf<SiteEdgeAlarms>({ ...alarmShapes, distributionIds: texts }),
};

/** @throws {ConfigError} with every fault of the configuration */
export function addSite(app: App, config: SiteConfig): ProtectedSite {
  const checked = shaped(config, shapes);
  const stack = addStack(app, checked.sound);
  const props = checked.sound.site?.(stack);
  const faults = [...checked.faults, ...checkApp(stack, checked, props)];
  if (faults.length > 0 || props === undefined) throw new ConfigError(faults);
  const site = new ProtectedSite(stack, 'Site', props);
  addEdgeAlarms(app, config, site);
  return site;
}

/** Whatever is wrong, the site's props are made in a stack, and judged. */
function addStack(app: App, config: Partial<SiteConfig>): Stack {
  const { stackName = 'unnamed', env, terminationProtection = false } = config;
  return new Stack(app, stackName, {
    description: 'A folder behind a Cognito sign-in (Latchkey)',
    terminationProtection,
    ...(env && { env }),
  });
}

function checkApp(stack: Stack, { sound }: Shaped<SiteConfig>, props: unknown): string[] {
  const { site, edgeAlarms } = sound;
  const isProps = typeof props === 'object' && props !== null;
  return [
    ...(site && !isProps ? ['site has to return the props of the site, and returns none'] : []),
    ...(isProps ? checkSite(stack, props as ProtectedSiteProps) : []),
    // The function's name has the region in it: as a reference it would mean the alarms' own.
    ...(edgeAlarms && Token.isUnresolved(stack.region)
      ? ['edgeAlarms need a named region: give env.region']
      : []),
    ...checkAlarmOptions(cloudFrontRegion, edgeAlarms ?? {}, 'edgeAlarms.'),
  ];
}

function addEdgeAlarms(app: App, { stackName, env, edgeAlarms }: SiteConfig, site: ProtectedSite) {
  if (!edgeAlarms) return;
  const stack = new Stack(app, `${stackName}-edge-alarms`, {
    description: `Alarms on the edges of ${stackName} (Latchkey)`,
    env: { ...env, region: cloudFrontRegion },
  });
  const { functionName } = site.latchkey.edge.function;
  new EdgeAlarms(stack, 'EdgeAlarms', { ...edgeAlarms, functionName });
}
