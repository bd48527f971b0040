/** The deployable app: what `cdk synth` and `cdk deploy` run. */
import { App } from 'aws-cdk-lib';
import { ConfigError } from '../functions/compile/compile.ts';
import { NotBuiltError } from './bundles.ts';
import { defaultConfigFile, readConfig } from './read-config.ts';
import { addSite } from './site-app.ts';

try {
  const app = new App();
  const file = app.node.tryGetContext('config') as string | undefined;
  addSite(app, await readConfig(file ?? defaultConfigFile));
  app.synth();
} catch (error) {
  const isForAuthor =
    error instanceof ConfigError ||
    error instanceof NotBuiltError ||
    // How aws-cdk-lib says what constructs found once all of them were there.
    (error instanceof Error && error.name === 'ValidationFailedWithErrors');
  if (!isForAuthor) throw error;
  // Where in our code a fault was found is of no use to the author of a configuration.
  process.stderr.write(`\n${error.message}\n\n`);
  process.exitCode = 1;
}
