/** An app of one of the {@link scenarios}, by its name, for the CDK's own command. */
import type { App } from 'aws-cdk-lib';
import { scenarios } from './scenarios.ts';

const name = process.argv[2] ?? '';
const scenario = scenarios[name];
if (!scenario) throw new Error(`there is no scenario ${name}`);
(scenario().stack.node.root as App).synth();
