/** Where the edge's configuration comes from: a file, or the stack with its function's own code. */
import { checkConfig, ConfigError, type CheckedConfig } from '../../functions/compile/check.ts';
import { edgeCode, type EdgeBundles } from '../../functions/compile/edge-code.ts';
import { afterMetadata, configMetadata } from '../../functions/compile/metadata.ts';
import type { Aws } from '../aws/clients.ts';
import { call } from '../aws/errors.ts';
import type { Deployment } from '../deployment.ts';
import { codeOf, functionName } from '../edge-function.ts';
import { Failure } from '../failure.ts';
import { readJson } from '../read.ts';
import { UsageError } from '../usage-error.ts';

/** @throws {UsageError} that says all that is wrong with it */
export function configFromFile(file: string): CheckedConfig {
  const checked = checkConfig(readJson(file));
  if ('config' in checked) return checked.config;
  throw new UsageError(`${file}: ${new ConfigError(checked.faults).message}`);
}

/** What the stack says its function was made of. */
export interface Stated {
  readonly config: CheckedConfig;
  /** The user's own code, compiled; `null` for none. */
  readonly after: string | null;
}

/**
 * What the stack says its function was made of, where it was. The function's code is never run as it
 * came: the vm is no sandbox, and whoever may change the function should not get at this machine.
 * What is run is this version's own bundle, where the deployed code is exactly what that gives. For
 * the same reason the user's own code is only compared, and run where its file is on this machine.
 *
 * @throws {Failure}
 */
export async function statedByStack(
  aws: Aws,
  stack: string,
  { edgeFunction = '', edgeResource }: Deployment,
  bundle: EdgeBundles,
): Promise<Stated> {
  const stated = await statedEdge(aws, stack, edgeResource);
  const name = functionName(edgeFunction);
  const live = await codeOf(aws, name, 'LIVE');
  if (live === null) {
    throw new Failure(
      'not-live',
      `the function ${name} is not there, or was never published to LIVE`,
      'Deploy again, or publish it: aws cloudfront publish-function',
    );
  }
  if (stated === null || edgeCode(stated.config, bundle, stated.after) !== live) {
    throw new Failure(
      'other-code',
      `the function ${name} is not what this version of latchkey makes of the stack's configuration, and foreign code is not run here`,
      'Use the version that deployed it, or explain from its configuration: --config FILE',
    );
  }
  return stated;
}

/**
 * What the metadata of the function's resource says, where `cdk/edge.ts` puts it.
 *
 * @returns `null` where there is none that this version can read
 */
export async function statedEdge(
  aws: Aws,
  stack: string,
  resource: string | undefined,
): Promise<Stated | null> {
  if (resource === undefined) return null;
  const client = await aws.cloudFormation();
  const { StackResourceDetail } = await call('cloudformation:DescribeStackResource', () =>
    client.describeStackResource({ StackName: stack, LogicalResourceId: resource }),
  );
  const metadata = parse(StackResourceDetail?.Metadata ?? '{}') as Record<string, unknown>;
  const checked = checkConfig(metadata[configMetadata]);
  const after = metadata[afterMetadata];
  return 'config' in checked
    ? { config: checked.config, after: typeof after === 'string' ? after : null }
    : null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
