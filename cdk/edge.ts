import {
  type CfnFunction,
  Function,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  KeyValueStore,
  type FunctionAssociation,
} from 'aws-cdk-lib/aws-cloudfront';
import { Construct } from 'constructs';
import { pathToFileURL } from 'node:url';
import type { EdgeConfigInput } from '../functions/compile/compile.ts';
import { edgeCode, readEdgeBundles } from '../functions/compile/edge-code.ts';
import { afterMetadata, configMetadata } from '../functions/compile/metadata.ts';
import { builtPath } from './bundles.ts';
import { globalName } from './names.ts';

/** The exact code of the CloudFront Function. @throws what {@link edgeCode} throws */
export function builtEdgeCode(config: EdgeConfigInput, after: string | null): string {
  return edgeCode(config, readEdgeBundles(pathToFileURL(`${builtPath('edge')}/`)), after);
}

export interface EdgeProps {
  readonly config: EdgeConfigInput;
  /** The user's own code, compiled. @default none */
  readonly after?: string | null;
  /** The store of another deployment, which this one uses too. @default one is made */
  readonly store?: KeyValueStore;
}

/** What runs at the edge: the function that judges every request, and the store that it reads. */
export class Edge extends Construct {
  readonly store: KeyValueStore;
  readonly function: Function;
  /** What a behavior needs to be judged. */
  readonly association: FunctionAssociation;

  /** @throws {ConfigError | CodeTooLargeError} when the configuration cannot be deployed */
  constructor(scope: Construct, id: string, { config, after = null, store }: EdgeProps) {
    super(scope, id);
    this.store =
      store ??
      new KeyValueStore(this, 'Store', {
        keyValueStoreName: globalName(this),
        comment: `Latchkey ${config.audience}: session keys and ended sessions`,
      });
    this.function = new Function(this, 'Authorize', {
      code: FunctionCode.fromInline(builtEdgeCode(config, after)),
      runtime: FunctionRuntime.JS_2_0,
      keyValueStore: this.store,
      comment: `Latchkey ${config.audience}: who may have what`,
    });
    // For `latchkey explain` and `doctor`, which ask the stack what the function was made of.
    const resource = this.function.node.defaultChild as CfnFunction;
    resource.addMetadata(configMetadata, config);
    if (after !== null) resource.addMetadata(afterMetadata, after);
    this.association = { function: this.function, eventType: FunctionEventType.VIEWER_REQUEST };
  }
}
