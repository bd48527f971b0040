import { expect, test } from '@jest/globals';
import { checkTemplate } from './spec.ts';
import type { CfnTemplate } from './stacks.ts';

const sound = {
  Name: 'authorize',
  AutoPublish: true,
  FunctionCode: 'function handler() {}',
  FunctionConfig: { Comment: 'who may have what', Runtime: 'cloudfront-js-2.0' },
};

function faultsOf(properties: object, more: CfnTemplate['Resources'] = {}): string[] {
  const resource = { Type: 'AWS::CloudFront::Function', Properties: { ...sound, ...properties } };
  return checkTemplate({ Resources: { F: resource, ...more } });
}

test('a sound template has no faults', () => {
  expect(faultsOf({})).toEqual([]);
});

test('an unknown property is found, at any depth', () => {
  expect(faultsOf({ Codee: 'x' })).toEqual(['F (AWS::CloudFront::Function).Codee is not known']);
  expect(faultsOf({ FunctionConfig: { ...sound.FunctionConfig, Store: 'x' } })).toEqual([
    'F (AWS::CloudFront::Function).FunctionConfig.Store is not known',
  ]);
});

test('a missing property is found', () => {
  expect(faultsOf({ FunctionCode: undefined })).toContain(
    'F (AWS::CloudFront::Function).FunctionCode is missing',
  );
  expect(faultsOf({ FunctionConfig: { Comment: 'x' } })).toEqual([
    'F (AWS::CloudFront::Function).FunctionConfig.Runtime is missing',
  ]);
});

test('a wrong type is found, a reference is not one', () => {
  expect(faultsOf({ AutoPublish: 'yes' })).toEqual([
    'F (AWS::CloudFront::Function).AutoPublish is no boolean',
  ]);
  expect(faultsOf({ FunctionConfig: 'x' })).toEqual([
    'F (AWS::CloudFront::Function).FunctionConfig is no object',
  ]);
  expect(faultsOf({ Name: { 'Fn::Sub': 'x' } })).toEqual([]);
});

test('an unknown resource, reference or attribute is found', () => {
  expect(faultsOf({}, { G: { Type: 'AWS::CloudFront::Gate' } })).toEqual([
    'G: AWS::CloudFront::Gate is not known',
  ]);
  expect(faultsOf({ Name: { Ref: 'Elsewhere' } })).toEqual([
    'Elsewhere is referred to, and is not in the template',
  ]);
  const Type = 'Custom::Any';
  const Properties = { Of: { 'Fn::GetAtt': ['F', 'FunctionARM'] } };
  expect(faultsOf({}, { G: { Type, Properties } })).toEqual([
    'AWS::CloudFront::Function has no attribute FunctionARM',
  ]);
});
