import { App, Stack, type StackProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { Latchkey, type LatchkeyProps } from '../../cdk/latchkey.ts';
import { ProtectedSite, type ProtectedSiteProps } from '../../cdk/site.ts';

/** Where most tests deploy to: not where CloudFront's own things are. */
export const europe: StackProps = { env: { account: '123456789012', region: 'eu-west-1' } };
export const virginia: StackProps = { env: { account: '123456789012', region: 'us-east-1' } };

export const rules: LatchkeyProps['rules'] = [
  { path: '/', allow: 'public' },
  { path: '/admin/*', allow: { groups: ['admins'] } },
];

export function emptyStack(props: StackProps = europe): Stack {
  // Templates are held against AWS's schema by the tests' own means, which take less time.
  return new Stack(new App({ builtinCloudFormationValidation: false }), 'Test', props);
}

/** A Latchkey in a stack of its own, with a distribution in front of somebody's origin. */
export function protectedStack(props: Partial<LatchkeyProps> = {}, stack: Stack = emptyStack()) {
  const latchkey = new Latchkey(stack, 'Latchkey', { audience: 'test', rules, ...props });
  const distribution = addDistribution(stack, latchkey, 'Distribution');
  latchkey.addDistribution(distribution);
  return { stack, latchkey, distribution };
}

export function addDistribution(stack: Stack, latchkey: Latchkey, id: string): Distribution {
  return new Distribution(stack, id, {
    defaultBehavior: latchkey.protect({ origin: new HttpOrigin('origin.example.com') }),
    additionalBehaviors: { [latchkey.authPathPattern]: latchkey.authBehavior() },
  });
}

export function siteStack(props: Partial<ProtectedSiteProps> = {}, stack: Stack = emptyStack()) {
  const site = new ProtectedSite(stack, 'Site', {
    audience: 'test',
    rules,
    directory: 'web/site',
    ...props,
  });
  return { stack, site };
}

export interface CfnTemplate {
  readonly Resources: Readonly<Record<string, CfnResource>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown }>>;
}

export interface CfnResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | readonly string[];
  readonly DeletionPolicy?: string;
}

export function templateOf(stack: Stack): CfnTemplate {
  return Template.fromStack(stack).toJSON() as CfnTemplate;
}

/** The resources of a type by their logical ids. */
export function resourcesOf(
  template: CfnTemplate,
  type: string,
): [id: string, properties: Record<string, unknown>][] {
  return Object.entries(template.Resources)
    .filter(([, resource]) => resource.Type === type)
    .map(([id, { Properties = {} }]) => [id, Properties]);
}

export function alarmsIn(template: CfnTemplate): Record<string, unknown>[] {
  return resourcesOf(template, 'AWS::CloudWatch::Alarm').map(([, alarm]) => alarm);
}
