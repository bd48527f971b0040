/** The page that a deployed site shows while its token exchange does not answer. */
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import {
  unavailable,
  unavailableHeaders,
  unavailablePath,
} from '../../token-exchange/pages/index.ts';
import { unavailableResponses } from '../../cdk/unavailable.ts';
import { europe, resourcesOf, siteStack, templateOf, type CfnTemplate } from './stacks.ts';

const theme = { accent: '#205493', productName: 'Handbook' };
const template = templateOf(siteStack({ theme }).stack);

interface DistributionConfig {
  readonly CustomErrorResponses: readonly {
    readonly ErrorCode: number;
    readonly ErrorCachingMinTTL: number;
    readonly ResponseCode?: number;
    readonly ResponsePagePath?: string;
  }[];
  readonly CacheBehaviors: readonly Record<string, unknown>[];
  readonly DefaultCacheBehavior: Record<string, unknown>;
}

function configOf(from: CfnTemplate): DistributionConfig {
  const [[, properties] = []] = resourcesOf(from, 'AWS::CloudFront::Distribution');
  return properties?.['DistributionConfig'] as DistributionConfig;
}

const { CustomErrorResponses, CacheBehaviors, DefaultCacheBehavior } = configOf(template);
const [auth, page] = ['/_auth/*', unavailablePath].map((path) =>
  CacheBehaviors.find(({ PathPattern }) => PathPattern === path),
);

describe('error responses', () => {
  test('an origin that does not answer becomes 503, with the page, and nobody keeps it', () => {
    expect(CustomErrorResponses.filter(({ ErrorCode }) => [502, 504].includes(ErrorCode))).toEqual(
      [502, 504].map((ErrorCode) => ({
        ErrorCode,
        ErrorCachingMinTTL: 0,
        ResponseCode: 503,
        ResponsePagePath: unavailablePath,
      })),
    );
  });

  test('what an origin refuses stays what it is', () => {
    // 404 is no refusal: its page is another's.
    const others = CustomErrorResponses.filter(
      ({ ErrorCode }) => ![404, 502, 504].includes(ErrorCode),
    );
    expect(others.map(({ ErrorCode }) => ErrorCode)).toContain(403);
    for (const response of others) {
      expect(Object.keys(response).sort()).toEqual(['ErrorCachingMinTTL', 'ErrorCode']);
    }
    for (const { responseHttpStatus } of unavailableResponses) {
      expect(responseHttpStatus).toBeGreaterThanOrEqual(500);
    }
  });
});

describe('the behavior of the page', () => {
  test('is for that one path, to be read, with the function before it', () => {
    expect(page).toMatchObject({
      AllowedMethods: ['GET', 'HEAD'],
      TargetOriginId: DefaultCacheBehavior['TargetOriginId'],
      FunctionAssociations: DefaultCacheBehavior['FunctionAssociations'],
      ViewerProtocolPolicy: 'redirect-to-https',
    });
    // S3 obeys query strings and headers: none may reach it.
    expect(page).not.toHaveProperty('OriginRequestPolicyId');
    expect(unavailablePath).not.toMatch(/[*?]/);
  });

  test('is opened by a rule, which comes before those of the site', () => {
    const rules = [{ path: '/*', allow: 'session' as const }];
    const [[, fn] = []] = resourcesOf(
      templateOf(siteStack({ rules }).stack),
      'AWS::CloudFront::Function',
    );
    expect(String(fn?.['FunctionCode'])).toContain(unavailablePath);
  });

  test('and that of the auth path have the page’s headers, and replace none of an origin’s', () => {
    expect(page?.['ResponseHeadersPolicyId']).toEqual(auth?.['ResponseHeadersPolicyId']);
    const { Ref } = page?.['ResponseHeadersPolicyId'] as { Ref: string };
    const { ResponseHeadersPolicyConfig } = template.Resources[Ref]?.Properties as {
      ResponseHeadersPolicyConfig: {
        SecurityHeadersConfig: unknown;
        CustomHeadersConfig: { Items: unknown[] };
      };
    };
    const headers = unavailableHeaders(theme);
    const ours = { Override: false };
    expect(ResponseHeadersPolicyConfig.CustomHeadersConfig.Items).toEqual([
      { Header: 'cache-control', Value: 'private, no-store', ...ours },
      { Header: 'retry-after', Value: '10', ...ours },
    ]);
    expect(ResponseHeadersPolicyConfig.SecurityHeadersConfig).toEqual({
      ContentSecurityPolicy: {
        ContentSecurityPolicy: headers['content-security-policy'],
        ...ours,
      },
      ContentTypeOptions: ours,
      ReferrerPolicy: { ReferrerPolicy: headers['referrer-policy'], ...ours },
      StrictTransportSecurity: { AccessControlMaxAgeSec: 63_072_000, Override: true },
    });
    expect(headers['x-content-type-options']).toBe('nosniff');
  });
});

test('the page is uploaded with the site, in the site’s own colours', () => {
  const app = new App({ builtinCloudFormationValidation: false });
  siteStack({ theme }, new Stack(app, 'Test', europe));
  const { directory } = app.synth();
  const uploaded = readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(unavailablePath))
    .map((name) => readFileSync(`${directory}/${name}`, 'utf8'));
  expect(uploaded).toEqual([unavailable(theme)]);
});
