import { CfnOutput } from 'aws-cdk-lib';
import type { Latchkey } from './latchkey.ts';

/**
 * What somebody needs who configures a distribution elsewhere, or operates the deployment. None of
 * it is secret.
 */
export function addOutputs(latchkey: Latchkey): void {
  const { edge, keys, tokenExchange, signIn } = latchkey;
  const outputs: Record<string, [description: string, value: string]> = {
    EdgeFunction: ['The viewer-request function of every behavior', edge.function.functionArn],
    EdgeFunctionName: ['Its name, for EdgeAlarms', edge.function.functionName],
    TokenExchangeDomain: [
      `The origin of ${latchkey.authPathPattern}: no caching, all of the viewer's request but its host`,
      tokenExchange.domainName,
    ],
    TokenExchangeFunction: ['The Lambda behind that origin', tokenExchange.function.functionName],
    DeploymentParameter: [
      'The parameter that tells that Lambda of its hosts and its app client',
      latchkey.deploymentParameter,
    ],
    OriginAccessControl: [
      'The origin access control of that origin',
      tokenExchange.originAccessControl.originAccessControlId,
    ],
    KeyValueStore: ['The store that the edges read', edge.store.keyValueStoreArn],
    KeysFunction: [
      'What the command latchkey invokes: it rotates, repairs and ends sessions',
      keys.rotation.function.functionName,
    ],
    RootRingSecret: ['The secret with the root key ring', keys.ringSecret.secretArn],
    UserPoolId: ['The user pool', signIn.userPool.userPoolId],
    ClientId: ['The app client', signIn.clientId],
  };
  for (const [id, [description, value]] of Object.entries(outputs)) {
    new CfnOutput(latchkey, `${id}Output`, { description, value });
  }
}
