import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Rules of cdk-nag's AwsSolutions, each with the reason why it does not hold here. */
export function acknowledge(scope: IConstruct, reasons: Readonly<Record<string, string>>): void {
  for (const [rule, reason] of Object.entries(reasons)) {
    Validations.of(scope).acknowledge({ id: `AwsSolutions-${rule}`, reason });
  }
}

export function acknowledgeTracing(role: IConstruct): void {
  acknowledge(role, {
    'IAM5[Resource::*]': 'X-Ray has no resources to name: PutTraceSegments goes with * only.',
  });
}
