/** The deployable app: what `cdk synth` and `cdk deploy` run. */
import { App } from 'aws-cdk-lib';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { addSite, type SiteConfig } from './site-app.ts';

const app = new App();
const file = (app.node.tryGetContext('config') ?? 'cdk/config.ts') as string;
const { default: config } = (await import(pathToFileURL(resolve(file)).href)) as {
  default: SiteConfig;
};
addSite(app, config);
app.synth();
