/** The constructs, for CDK apps: `import { Latchkey } from 'latchkey'`. */
export type {
  AfterAuthorize,
  EdgeRequest,
  EdgeResponse,
  EdgeSession,
  EdgeValue,
} from '../functions/after-authorize.ts';
export { ConfigError } from '../functions/compile/compile.ts';
export type { AllowInput, RuleInput } from '../functions/compile/check.ts';
export type { Theme } from '../token-exchange/pages/index.ts';
export type { AlarmOptions } from './alarm-topic.ts';
export { browserClientFile } from './bundles.ts';
export { EdgeAlarms, type EdgeAlarmsProps } from './edge-alarms.ts';
export type { LambdaOptions } from './lambda.ts';
export { Latchkey, type LatchkeyProps } from './latchkey.ts';
export type { ObservabilityOptions } from './observability.ts';
export type { SignInOptions } from './sign-in-options.ts';
export { ProtectedSite, type ProtectedSiteProps } from './site.ts';
export type { ExistingUserPool } from './user-pool.ts';
