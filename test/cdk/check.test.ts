import { describe, expect, test } from '@jest/globals';
import { Duration, Fn } from 'aws-cdk-lib';
import {
  CacheHeaderBehavior,
  CachePolicy,
  CfnRealtimeLogConfig,
  Distribution,
  KeyGroup,
  OriginRequestHeaderBehavior,
  OriginRequestPolicy,
  PublicKey,
  type CfnDistribution,
  type AddBehaviorOptions,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin, OriginGroup } from 'aws-cdk-lib/aws-cloudfront-origins';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { join, resolve } from 'node:path';
import { ConfigError } from '../../functions/compile/compile.ts';
import { Latchkey, type LatchkeyProps } from '../../cdk/latchkey.ts';
import type { ProtectedSiteProps } from '../../cdk/site.ts';
import { folderWith } from '../functions/after/files.ts';
import {
  addDistribution,
  emptyStack,
  protectedStack,
  rules,
  siteStack,
  templateOf,
} from './stacks.ts';

const somewhere = 'arn:aws:acm:eu-west-1:123456789012:certificate/1';

/** The faults that a site with these props is refused for. */
function faultsOf(props: Partial<ProtectedSiteProps>, stack = emptyStack()): readonly string[] {
  try {
    siteStack(props, stack);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
}

describe('the props', () => {
  test('sound ones have no faults', () => {
    expect(faultsOf({})).toEqual([]);
  });

  test('all faults are told together', () => {
    expect(
      faultsOf({
        audience: 'no spaces',
        rules: [
          { path: '/a/*', allow: 'session' },
          { path: '/a/b', allow: 'public' },
        ],
        maxAge: Duration.days(8),
        certificateArn: somewhere,
        authRateLimit: 5,
        directory: 'no/such/folder',
      }),
    ).toEqual([
      expect.stringContaining('audience has to be'),
      expect.stringContaining('rules[1] (/a/b) is never reached'),
      'maxAge (691200) may not be longer than signInAge (604800)',
      expect.stringContaining('no/such/folder is to be uploaded'),
      expect.stringContaining('certificateArn (arn:aws:acm:eu-west-1'),
      expect.stringContaining('certificateArn is for domainNames'),
      expect.stringContaining('authRateLimit (5) has to be'),
      expect.stringContaining('authRateLimit can be made by a stack in us-east-1 only'),
    ]);
  });

  test("those of the user's own code are told among them", () => {
    const folder = folderWith({ 'after.ts': '\nexport default async () => new Map();' });
    const afterAuthorize = join(folder, 'after.ts');
    expect(faultsOf({ audience: 'no spaces', afterAuthorize })).toEqual([
      expect.stringContaining('audience has to be'),
      `afterAuthorize: ${afterAuthorize}:2: Map is not in CloudFront's engine`,
      `afterAuthorize: ${afterAuthorize}:2: an async function: afterAuthorize has to answer at once`,
    ]);
  });

  test('a file that is not there is one', () => {
    expect(faultsOf({ afterAuthorize: 'no/such/after.ts' })).toEqual([
      `afterAuthorize: there is no file ${resolve('no/such/after.ts')}`,
    ]);
  });

  test("code over 10 KB, the user's own included", () => {
    const paths = JSON.stringify(Array.from({ length: 900 }, (_, at) => `/path-${at}`));
    const folder = folderWith({
      'after.ts': `export default (r: any) => (${paths}.indexOf(r.uri) < 0 ? r : { statusCode: 404 });`,
    });
    expect(faultsOf({ afterAuthorize: join(folder, 'after.ts') })).toEqual([
      expect.stringMatching(/ of them afterAuthorize, and CloudFront takes at most 10240/),
    ]);
  });

  test.each<[string, Partial<ProtectedSiteProps>, string]>([
    [
      'a rule that an earlier one hides',
      { rules: [...rules, { path: '/admin/keys/*', allow: 'session' }] },
      'rules[2] (/admin/keys/*) is never reached: rules[1] (/admin/*) matches first',
    ],
    [
      'a rule for a path that no request can have',
      { rules: [{ path: '/a/../b', allow: 'public' }] },
      'rules[0] (/a/../b) can match no path: //, \\, and . or .. segments are refused before the rules',
    ],
    [
      'a rule inside the auth path',
      { authPath: '/sign-in', rules: [{ path: '/sign-in/login', allow: 'public' }] },
      'rules[0] (/sign-in/login) is inside the auth path /sign-in, where no rule applies',
    ],
    [
      'a group that no token can hold',
      { rules: [{ path: '/a/*', allow: { groups: ['\ud800'] } }] },
      'rules[0] (/a/*) has the group "\\ud800", which is not well-formed Unicode',
    ],
    [
      'a group that is too long for one',
      { rules: [{ path: '/a/*', allow: { groups: ['g'.repeat(400)] } }] },
      `rules[0] (/a/*) has the group "${'g'.repeat(400)}", which is too long for a session token`,
    ],
    [
      'no group at all',
      { rules: [{ path: '/a/*', allow: { groups: [] } }] },
      'rules[0] (/a/*) names no group: nobody could get in',
    ],
    [
      'a maxAge beyond signInAge',
      { maxAge: Duration.hours(30), signInAge: Duration.hours(24) },
      'maxAge (108000) may not be longer than signInAge (86400)',
    ],
    [
      'a sessionTtl beyond maxAge',
      { sessionTtl: Duration.hours(2) },
      'sessionTtl (7200) may not be longer than maxAge (3600)',
    ],
    [
      'a certificate of another region',
      { certificateArn: somewhere, domainNames: ['example.com'] },
      `certificateArn (${somewhere}) has to be in us-east-1: CloudFront sees no other`,
    ],
  ])('%s is a fault, in these words', (_what, props, fault) => {
    expect(faultsOf(props)).toEqual([fault]);
  });

  test('what is fixed elsewhere is known only there: nothing is said of it', () => {
    const stack = emptyStack();
    const certificateArn = Fn.importValue('certificate');
    expect(faultsOf({ certificateArn, domainNames: ['example.com'] }, stack)).toEqual([]);
  });

  test.each<[string, Partial<ProtectedSiteProps>, RegExp]>([
    [
      'keys that rotate more often than Secrets Manager can',
      { rotationInterval: Duration.hours(1) },
      /^rotationInterval \(3600\) has to be whole hours, from 4/,
    ],
    [
      'keys that rotate at odd minutes',
      { rotationInterval: Duration.minutes(270) },
      /^rotationInterval \(16200\) has to be whole hours/,
    ],
    [
      'more keys than a ring has room for',
      {
        rotationInterval: Duration.hours(4),
        sessionTtl: Duration.days(3),
        maxAge: Duration.days(3),
      },
      /^rotationInterval \(14400\) is too short for a sessionTtl of 259200/,
    ],
    [
      'code over 10 KB',
      {
        rules: Array.from({ length: 200 }, (_, index) => ({
          path: `/a-rather-long-path-that-is-number-${index}/*`,
          allow: 'public' as const,
        })),
      },
      /CloudFront takes at most 10240/,
    ],
    [
      'settings that have no room',
      { theme: { productName: 'x'.repeat(3000) } },
      /3000 have room in a Lambda's environment/,
    ],
    [
      'a life too short for a refresh token',
      { signInAge: Duration.minutes(59) },
      /one hour to ten/,
    ],
    ['half a second', { sessionTtl: Duration.millis(1500) }, /sessionTtl has to be a whole number/],
    ['a URL for a host', { domainNames: ['https://example.com'] }, /no host name/],
    ['a domain without a certificate', { domainNames: ['example.com'] }, /need a certificate/],
    [
      'a web ACL of another region',
      { webAclArn: 'arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/a/b' },
      /webAclArn .* has to be in us-east-1/,
    ],
    [
      'two web ACLs',
      { authRateLimit: 100, webAclArn: 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/a/b' },
      /webAclArn is given too/,
    ],
  ])('%s is a fault', (_what, props, message) => {
    expect(faultsOf(props)).toContainEqual(expect.stringMatching(message));
  });

  test('an existing user pool', () => {
    const faults = (domain: string, more: Partial<LatchkeyProps> = {}) => {
      const stack = emptyStack();
      const userPool = UserPool.fromUserPoolId(stack, 'Pool', 'eu-west-1_AbCdEfGhI');
      const client = { clientId: 'abc', hasSecret: false };
      return faultsOf({ userPool: { userPool, domain, client }, ...more }, stack);
    };
    expect(faults('login.example.com')).toEqual([expect.stringContaining('userPool.domain')]);
    expect(faults('https://login.example.com', { selfSignUp: true })).toEqual([
      expect.stringContaining('selfSignUp is for a user pool that is made here'),
    ]);
    // The life of the refresh token is then the client's own.
    expect(faults('https://login.example.com', { signInAge: Duration.seconds(3601) })).toEqual([]);
  });
});

describe('the distributions', () => {
  const api = new HttpOrigin('api.example.com');
  const expectFault = (stack: ReturnType<typeof emptyStack>, fault: RegExp | string) => {
    expect(() => templateOf(stack)).toThrow(fault);
  };

  test('a deployment without any host', () => {
    const stack = emptyStack();
    new Latchkey(stack, 'Latchkey', { audience: 'test', rules });
    expectFault(stack, /no host is known/);
  });

  test('a behavior that leads to a protected origin without the function', () => {
    const { stack, distribution } = protectedStack();
    distribution.addBehavior('/open/*', new HttpOrigin('origin.example.com'));
    expectFault(stack, /the behavior \/open\/\* leads to a protected origin without the function/);
  });

  test('the same by a distribution that protects nothing', () => {
    const { stack } = protectedStack();
    new Distribution(stack, 'Other', {
      defaultBehavior: { origin: new HttpOrigin('origin.example.com') },
    });
    expectFault(stack, /Test\/Other\/Resource: the behavior \* leads to a protected origin/);
  });

  test('an origin that two deployments protect', () => {
    const { stack } = protectedStack();
    const other = new Latchkey(stack, 'Other', { audience: 'other', rules });
    other.addDistribution(addDistribution(stack, other, 'OtherDistribution'));
    expect(() => templateOf(stack)).not.toThrow();
  });

  test('one that CloudFront itself protects is none, and one to another origin neither', () => {
    const { stack, distribution } = protectedStack();
    const encodedKey = '-----BEGIN PUBLIC KEY-----\nMIIB\n-----END PUBLIC KEY-----';
    const keyGroup = new KeyGroup(stack, 'Keys', {
      items: [new PublicKey(stack, 'Public', { encodedKey })],
    });
    distribution.addBehavior('/media/*', new HttpOrigin('origin.example.com'), {
      trustedKeyGroups: [keyGroup],
    });
    distribution.addBehavior('/elsewhere/*', new HttpOrigin('elsewhere.example.com'));
    expect(() => templateOf(stack)).not.toThrow();
  });

  test('a distribution without the auth path', () => {
    const stack = emptyStack();
    const latchkey = new Latchkey(stack, 'Latchkey', { audience: 'test', rules });
    const defaultBehavior = latchkey.protect({ origin: api });
    latchkey.addDistribution(new Distribution(stack, 'Distribution', { defaultBehavior }));
    expectFault(stack, /has no behavior for \/_auth\/\*/);
  });

  test('logs with cookies', () => {
    const { stack, distribution } = protectedStack();
    const cfn = distribution.node.defaultChild as CfnDistribution;
    cfn.distributionConfig = {
      ...(stack.resolve(cfn.distributionConfig) as CfnDistribution.DistributionConfigProperty),
      logging: { bucket: 'logs.s3.amazonaws.com', includeCookies: true },
    };
    expectFault(stack, /logs cookies, and sessions with them/);
  });

  test.each<[string, Partial<CfnDistribution.DistributionConfigProperty>, string]>([
    [
      'a certificate',
      { viewerCertificate: { acmCertificateArn: somewhere, sslSupportMethod: 'sni-only' } },
      `Test/Distribution/Resource: certificate (${somewhere}) has to be in us-east-1`,
    ],
    [
      'a web ACL',
      { webAclId: 'arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/a/b' },
      'Test/Distribution/Resource: web ACL (arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/a/b) has to be in us-east-1',
    ],
  ])('%s of another region', (_what, more, fault) => {
    const { stack, distribution } = protectedStack();
    const cfn = distribution.node.defaultChild as CfnDistribution;
    const config = stack.resolve(
      cfn.distributionConfig,
    ) as CfnDistribution.DistributionConfigProperty;
    cfn.distributionConfig = { ...config, ...more };
    expectFault(stack, fault);
  });

  test('an origin group with a protected member, without the function', () => {
    const { stack, distribution } = protectedStack();
    distribution.addBehavior(
      '/fallback/*',
      new OriginGroup({
        primaryOrigin: new HttpOrigin('elsewhere.example.com'),
        fallbackOrigin: new HttpOrigin('origin.example.com'),
      }),
    );
    expectFault(stack, /the behavior \/fallback\/\* leads to a protected origin/);
  });

  test('real-time logs with cookies', () => {
    const { stack } = protectedStack();
    new CfnRealtimeLogConfig(stack, 'Logs', {
      name: 'logs',
      samplingRate: 1,
      endPoints: [],
      fields: ['timestamp', 'cs-cookie'],
    });
    expectFault(stack, /Test\/Logs logs cookies/);
  });

  describe('identity headers', () => {
    const withApi = (
      options: (stack: ReturnType<typeof emptyStack>) => AddBehaviorOptions,
      props: Partial<LatchkeyProps> = { identityHeaders: true },
    ) => {
      const { stack, latchkey, distribution } = protectedStack(props);
      distribution.addBehavior('/api/*', api, latchkey.protect({ origin: api, ...options(stack) }));
      return stack;
    };
    const all = OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER;
    const keyed = (stack: ReturnType<typeof emptyStack>, ...headers: [string, ...string[]]) =>
      new CachePolicy(stack, 'Cache', {
        headerBehavior: CacheHeaderBehavior.allowList(...headers),
      });

    test('that reach an origin whose answers are cached for all', () => {
      expectFault(
        withApi(() => ({ originRequestPolicy: all })),
        /\/api\/\* caches answers .* x-latchkey-sub, x-latchkey-groups, x-latchkey-sid/,
      );
    });

    test('of which the cache key lacks one', () => {
      const stack = withApi((scope) => ({
        cachePolicy: keyed(scope, 'X-Latchkey-Sub', 'x-latchkey-groups'),
        originRequestPolicy: all,
      }));
      expectFault(stack, /caches answers that the origin may make from x-latchkey-sid;/);
    });

    test('one by one', () => {
      const stack = withApi((scope) => ({
        originRequestPolicy: new OriginRequestPolicy(scope, 'Forward', {
          headerBehavior: OriginRequestHeaderBehavior.allowList('x-latchkey-sub'),
        }),
      }));
      expectFault(stack, /may make from x-latchkey-sub;/);
    });

    test.each<[string, Parameters<typeof withApi>]>([
      [
        'are in the cache key',
        [
          (scope) => ({
            cachePolicy: keyed(scope, 'x-latchkey-sub', 'x-latchkey-groups', 'x-latchkey-sid'),
            originRequestPolicy: all,
          }),
        ],
      ],
      [
        'nothing is cached',
        [() => ({ cachePolicy: CachePolicy.CACHING_DISABLED, originRequestPolicy: all })],
      ],
      ['do not reach the origin', [() => ({})]],
      ['are turned off', [() => ({ originRequestPolicy: all }), {}]],
    ])('are no fault where they %s', (_where, parameters) => {
      expect(() => templateOf(withApi(...parameters))).not.toThrow();
    });
  });
});
