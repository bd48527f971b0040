import { Stack } from 'aws-cdk-lib';
import { Latchkey } from './latchkey.ts';

/** Two deployments of one audience in one place would have one SSM parameter between them. */
export function checkNamesakes(latchkey: Latchkey): string[] {
  const { audience } = latchkey;
  const place = Stack.of(latchkey).environment;
  return latchkey.node.root.node
    .findAll()
    .filter((other) => other instanceof Latchkey)
    .filter(
      (other) =>
        other !== latchkey && other.audience === audience && Stack.of(other).environment === place,
    )
    .map(
      ({ node }) =>
        `audience (${audience}) is that of ${node.path} too: it names one deployment of an account and region`,
    );
}
