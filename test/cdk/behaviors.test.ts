import { describe, expect, test } from '@jest/globals';
import {
  Function,
  FunctionCode,
  FunctionEventType,
  LambdaEdgeEventType,
  ViewerProtocolPolicy,
  type BehaviorOptions,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { Version } from 'aws-cdk-lib/aws-lambda';
import { join } from 'node:path';
import { notFoundRule } from '../../token-exchange/pages/index.ts';
import { unavailableRule } from '../../cdk/unavailable.ts';
import { edgeCode, readEdgeBundles } from '../../functions/compile/edge-code.ts';
import { afterMetadata, configMetadata } from '../../functions/compile/metadata.ts';
import { run } from '../command.ts';
import { folderWith } from '../functions/after/files.ts';
import { emptyStack, protectedStack, resourcesOf, rules, siteStack, templateOf } from './stacks.ts';

describe('the function', () => {
  test('is the tested bundle with its configuration, byte for byte', () => {
    const template = templateOf(siteStack({ spaFallback: '/index.html', bearer: true }).stack);
    const [[, properties = {}] = []] = resourcesOf(template, 'AWS::CloudFront::Function');
    const config = {
      audience: 'test',
      rules: [unavailableRule, notFoundRule, ...rules],
      sessionTtl: 1800,
      maxAge: 3600,
      cookieMaxAge: 604_800,
      bearer: true,
      spaFallback: '/index.html',
    };
    const bundles = readEdgeBundles(new URL('../../dist/edge/', import.meta.url));
    expect(properties['FunctionCode']).toBe(edgeCode(config, bundles));
    const [[storeId] = []] = resourcesOf(template, 'AWS::CloudFront::KeyValueStore');
    expect(properties['FunctionConfig']).toMatchObject({
      Runtime: 'cloudfront-js-2.0',
      KeyValueStoreAssociations: [{ KeyValueStoreARN: { 'Fn::GetAtt': [storeId, 'Arn'] } }],
    });
    expect(properties['AutoPublish']).toBe(true);
  });

  test("with the user's own code it is what `latchkey edge` prints, byte for byte", async () => {
    const folder = folderWith({
      'after.ts':
        "import { name } from './name';\nexport default (request: any) => (request.headers[name] = { value: '1' }, request);",
      'name.ts': "export const name = 'x-own';",
      'edge.json': JSON.stringify({ audience: 'test', rules }),
    });
    const afterAuthorize = join(folder, 'after.ts');
    const template = templateOf(protectedStack({ afterAuthorize }).stack);
    const [[id, properties = {}] = ['']] = resourcesOf(template, 'AWS::CloudFront::Function');
    const config = join(folder, 'edge.json');
    const printed = await run([
      ...['cli/latchkey.mjs', 'edge', '--config', config, '--after-authorize', afterAuthorize],
    ]);
    expect(printed).toMatchObject({ code: 0, stderr: '' });
    expect(properties['FunctionCode']).toBe(printed.stdout);
    expect(printed.stdout).toContain('x-own');
    // What the command compares with says the same.
    const { Metadata } = template.Resources[id]! as { Metadata?: Record<string, string> };
    const bundles = readEdgeBundles(new URL('../../dist/edge/', import.meta.url));
    expect(edgeCode(Metadata?.[configMetadata], bundles, Metadata?.[afterMetadata])).toBe(
      printed.stdout,
    );
  });
});

test('the token exchange gives up before CloudFront does, and after all that it asks has', () => {
  const template = templateOf(siteStack().stack);
  const [url] = resourcesOf(template, 'AWS::Lambda::Url');
  const { TargetFunctionArn } = url![1] as { TargetFunctionArn: { 'Fn::GetAtt': [string] } };
  const { Timeout } = template.Resources[TargetFunctionArn['Fn::GetAtt'][0]]!.Properties as {
    Timeout: number;
  };
  const [[, { DistributionConfig }] = ['', {}]] = resourcesOf(
    template,
    'AWS::CloudFront::Distribution',
  );
  const { Origins } = DistributionConfig as {
    Origins: { CustomOriginConfig?: { OriginReadTimeout?: number } }[];
  };
  const [wait] = Origins.flatMap(
    ({ CustomOriginConfig: custom }) => custom?.OriginReadTimeout ?? [],
  );
  expect(wait).toBe(30);
  expect(Timeout).toBeGreaterThan(20);
  expect(Timeout).toBeLessThan(wait!);
});

describe('protect', () => {
  const { stack, latchkey } = protectedStack();
  const origin = new HttpOrigin('api.example.com');
  const mine = new Function(stack, 'Mine', {
    code: FunctionCode.fromInline('function handler(){}'),
  });
  const version = Version.fromVersionArn(
    stack,
    'Version',
    'arn:aws:lambda:us-east-1:123456789012:function:edge:1',
  );

  test('keeps what a behavior has', () => {
    const response = { function: mine, eventType: FunctionEventType.VIEWER_RESPONSE };
    const behavior = latchkey.protect({
      origin,
      compress: false,
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      functionAssociations: [response],
    });
    expect(behavior).toMatchObject({ origin, compress: false, viewerProtocolPolicy: 'https-only' });
    expect(behavior.functionAssociations).toEqual([response, latchkey.edge.association]);
  });

  test.each<[string, Omit<BehaviorOptions, 'origin'>, RegExp]>([
    [
      'a viewer-request function of its own',
      {
        functionAssociations: [{ function: mine, eventType: FunctionEventType.VIEWER_REQUEST }],
      },
      /viewer-request function/,
    ],
    [
      'Lambda@Edge for viewers',
      {
        edgeLambdas: [{ functionVersion: version, eventType: LambdaEdgeEventType.VIEWER_RESPONSE }],
      },
      /Lambda@Edge/,
    ],
    ['plain HTTP', { viewerProtocolPolicy: ViewerProtocolPolicy.ALLOW_ALL }, /needs HTTPS/],
  ])('refuses a behavior with %s', (_what, options, message) => {
    expect(() => latchkey.protect({ origin, ...options })).toThrow(message);
  });

  test('leaves Lambda@Edge for origins alone', () => {
    const edgeLambdas = [
      { functionVersion: version, eventType: LambdaEdgeEventType.ORIGIN_REQUEST },
    ];
    expect(latchkey.protect({ origin, edgeLambdas }).edgeLambdas).toBe(edgeLambdas);
  });
});

describe('the distribution of a site is the one that the local system has', () => {
  const template = templateOf(siteStack().stack);
  const [[, distribution = {}] = []] = resourcesOf(template, 'AWS::CloudFront::Distribution');
  const config = distribution['DistributionConfig'] as Record<string, unknown> & {
    CustomErrorResponses: Record<string, unknown>[];
    DefaultCacheBehavior: Record<string, unknown>;
  };

  test('the auth path', () => {
    expect(config['CacheBehaviors']).toMatchObject([
      {
        PathPattern: '/_auth/*',
        AllowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'],
        CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
        OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
      },
      // Its own tests are in unavailable.test.ts.
      { PathPattern: '/_latchkey/unavailable.html' },
    ]);
  });

  test('the site', () => {
    expect(config.DefaultCacheBehavior).toMatchObject({
      AllowedMethods: ['GET', 'HEAD', 'OPTIONS'],
      CachePolicyId: '658327ea-f89d-4fab-a63d-7e88639e58f6',
      Compress: true,
    });
    // S3 obeys query strings and headers: none may reach it.
    expect(config.DefaultCacheBehavior).not.toHaveProperty('OriginRequestPolicyId');
  });

  test('errors are nobody else’s', () => {
    expect(config.CustomErrorResponses.map(({ ErrorCode }) => ErrorCode)).toEqual(
      expect.arrayContaining([403, 404, 500, 502, 503, 504]),
    );
    for (const response of config.CustomErrorResponses) {
      expect(response['ErrorCachingMinTTL']).toBe(0);
    }
  });

  test('logs have no cookies', () => {
    expect(config['Logging']).toMatchObject({ IncludeCookies: false });
  });

  test('what every answer says to the browser', () => {
    const policies = resourcesOf(template, 'AWS::CloudFront::ResponseHeadersPolicy').map(
      ([id, { ResponseHeadersPolicyConfig }]) => [id, ResponseHeadersPolicyConfig] as const,
    );
    const [guarded, auth] = policies;
    expect(guarded?.[1]).toMatchObject({
      CustomHeadersConfig: {
        Items: [{ Header: 'cache-control', Value: 'private, no-cache', Override: true }],
      },
      SecurityHeadersConfig: {
        StrictTransportSecurity: { AccessControlMaxAgeSec: 63_072_000 },
        ContentTypeOptions: { Override: true },
        FrameOptions: { FrameOption: 'DENY' },
        ReferrerPolicy: { ReferrerPolicy: 'same-origin' },
      },
    });
    expect(JSON.stringify(guarded?.[1])).toContain(
      "default-src 'self'; connect-src 'self' https://cognito-idp.eu-west-1.",
    );
    expect(auth?.[1]).toMatchObject({
      SecurityHeadersConfig: { StrictTransportSecurity: { Override: true } },
    });
    expect(config.DefaultCacheBehavior['ResponseHeadersPolicyId']).toEqual({ Ref: guarded?.[0] });
    expect(config['CacheBehaviors']).toMatchObject([
      { ResponseHeadersPolicyId: { Ref: auth?.[0] } },
      { ResponseHeadersPolicyId: { Ref: auth?.[0] } },
    ]);
  });
});

test('names that hold for the whole account differ by region', () => {
  const globals = (region: string) => {
    const env = { account: '123456789012', region };
    const template = templateOf(siteStack({}, emptyStack({ env })).stack);
    return ['KeyValueStore', 'Function', 'OriginAccessControl', 'ResponseHeadersPolicy'].flatMap(
      (type) =>
        resourcesOf(template, `AWS::CloudFront::${type}`).map(([, properties]) =>
          JSON.stringify(/"Name":"(.*?)"/.exec(JSON.stringify(properties))?.[1]),
        ),
    );
  };
  const here = globals('eu-west-1');
  const there = globals('us-east-1');
  expect(here).toHaveLength(6);
  expect(new Set(here).size).toBe(6);
  expect(here.filter((name) => there.includes(name))).toEqual([]);
});
