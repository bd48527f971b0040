/** What `cdk destroy` leaves. */
import { describe, expect, test } from '@jest/globals';
import { scenarios } from './scenarios.ts';
import { siteStack, templateOf, type CfnTemplate } from './stacks.ts';

/** The types of the resources that stay; what has no policy of its own goes. */
function staying(template: CfnTemplate): string[] {
  const types = Object.values(template.Resources)
    .filter(({ DeletionPolicy }) => (DeletionPolicy ?? 'Delete') !== 'Delete')
    .map(({ Type }) => Type);
  return [...new Set(types)].sort();
}

const all = Object.keys(scenarios).filter((name) => name !== 'everything on');

describe.each(all)('%s', (name) => {
  const template = templateOf(scenarios[name]!().stack);

  test('leaves people, files and logs, and nothing else', () => {
    const dataTypes = ['AWS::Cognito::UserPool', 'AWS::Logs::LogGroup', 'AWS::S3::Bucket'];
    for (const type of staying(template)) expect(dataTypes).toContain(type);
    for (const { Type, DeletionPolicy } of Object.values(template.Resources)) {
      if (dataTypes.includes(Type)) expect(`${Type} ${DeletionPolicy}`).toBe(`${Type} Retain`);
    }
  });
});

test('with removeData nothing stays, and nothing stands in the way', () => {
  for (const { stack } of [
    scenarios['everything on']!(),
    siteStack({ removeData: true, observability: true }),
  ]) {
    const template = templateOf(stack);
    // The key is the scenario's own.
    expect(staying(template).filter((type) => type !== 'AWS::KMS::Key')).toEqual([]);
    for (const { Type, Properties = {} } of Object.values(template.Resources)) {
      if (Type === 'AWS::Cognito::UserPool') {
        expect(Properties['DeletionProtection']).toBe('INACTIVE');
      }
    }
    const resources = Object.values(template.Resources);
    const count = (type: string) => resources.filter(({ Type }) => Type === type).length;
    // CloudFormation deletes no bucket that has something in it.
    expect(count('Custom::S3AutoDeleteObjects')).toBe(count('AWS::S3::Bucket'));
    expect(count('AWS::S3::Bucket')).toBeGreaterThan(0);
  }
});

test('the keys go in any case: a key without its deployment is only a risk', () => {
  const { Resources } = templateOf(siteStack().stack);
  const secrets = Object.values(Resources).filter(
    ({ Type }) => Type === 'AWS::SecretsManager::Secret',
  );
  expect(secrets.map(({ DeletionPolicy }) => DeletionPolicy)).toEqual(['Delete']);
});
