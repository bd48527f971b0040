/** Every way of deploying that has a template of its own. */
import { Duration, SecretValue, type Stack } from 'aws-cdk-lib';
import {
  CachePolicy,
  Distribution,
  OriginRequestPolicy,
  PriceClass,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import {
  Mfa,
  UserPool,
  UserPoolEmail,
  UserPoolIdentityProviderGoogle,
  UserPoolIdentityProviderSaml,
  UserPoolIdentityProviderSamlMetadata,
} from 'aws-cdk-lib/aws-cognito';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct, type IConstruct } from 'constructs';
import { EdgeAlarms } from '../../cdk/edge-alarms.ts';
import { Latchkey, type LatchkeyProps } from '../../cdk/latchkey.ts';
import type { ExistingUserPool } from '../../cdk/user-pool.ts';
import { addDistribution, emptyStack, rules, siteStack, virginia } from './stacks.ts';

export interface Scenario {
  readonly stack: Stack;
  /** What is Latchkey's own in the stack: the rest is the user's to answer for. */
  readonly ours: IConstruct;
}

const certificateArn =
  'arn:aws:acm:us-east-1:123456789012:certificate/11111111-2222-3333-4444-555555555555';
const alarmTopicArn = 'arn:aws:sns:eu-west-1:123456789012:alarms';
const webAclArn = 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/site/11111111';

export const scenarios: Readonly<Record<string, () => Scenario>> = {
  'the default': () => ofStack(siteStack().stack),

  'without an account or region': () => ofStack(siteStack({}, emptyStack({})).stack),

  'a custom domain': () =>
    ofStack(siteStack({ domainNames: ['www.example.com', 'example.com'], certificateArn }).stack),

  'a hosted zone': () => {
    const stack = emptyStack();
    const hostedZone = HostedZone.fromHostedZoneAttributes(stack, 'Zone', {
      hostedZoneId: 'Z0123456789ABCDEFGHIJ',
      zoneName: 'example.com',
    });
    const domainNames = ['www.example.com', 'example.com'];
    return ofStack(siteStack({ domainNames, certificateArn, hostedZone }, stack).stack);
  },

  'every way to sign in': () =>
    ofStack(
      siteStack({
        signIn: {
          passkeys: true,
          emailCodes: true,
          email: UserPoolEmail.withSES({
            fromEmail: 'sign-in@example.com',
            sesRegion: 'eu-west-1',
            sesVerifiedDomain: 'example.com',
          }),
          domainPrefix: 'example-docs',
          branding: { settings: { categories: { global: { colorSchemeMode: 'DYNAMIC' } } } },
          identityProviders: (userPool, scope) => [
            new UserPoolIdentityProviderGoogle(scope, 'Google', {
              userPool,
              clientId: 'google-client',
              clientSecretValue: SecretValue.secretsManager('google-client-secret'),
            }),
            new UserPoolIdentityProviderSaml(scope, 'Corporate', {
              userPool,
              name: 'Corporate',
              metadata: UserPoolIdentityProviderSamlMetadata.url('https://idp.example.com/saml'),
            }),
          ],
        },
      }).stack,
    ),

  'a second factor for everybody': () =>
    ofStack(siteStack({ signIn: { mfa: Mfa.REQUIRED, passkeys: true } }).stack),

  'an existing user pool': () => {
    const stack = emptyStack();
    return ofStack(siteStack({ userPool: existingPool(stack) }, stack).stack);
  },

  'an existing user pool and app client': () => {
    const stack = emptyStack();
    const client = { clientId: 'abcdefghijklmnopqrstuvwxyz', hasSecret: true };
    return ofStack(siteStack({ userPool: { ...existingPool(stack), client } }, stack).stack);
  },

  'no distribution in the app': () => {
    const stack = emptyStack();
    const ours = new Latchkey(stack, 'Latchkey', {
      audience: 'test',
      rules,
      domainNames: ['www.example.com'],
    });
    ours.addDistribution(
      Distribution.fromDistributionAttributes(stack, 'Elsewhere', {
        distributionId: 'EDFDVBD6EXAMPLE',
        domainName: 'd111111abcdef8.cloudfront.net',
      }),
    );
    return { stack, ours };
  },

  'two distributions': () => {
    const stack = emptyStack();
    const ours = new Latchkey(stack, 'Latchkey', { audience: 'test', rules });
    ours.addDistribution(addDistribution(stack, ours, 'First'));
    ours.addDistribution(addDistribution(stack, ours, 'Second'));
    return { stack, ours };
  },

  'two audiences over one store': () => {
    const stack = emptyStack();
    const ours = new Construct(stack, 'Pair');
    const { docs, team } = twoAudiences(ours);
    docs.addDistribution(addDistribution(stack, docs, 'DocsDistribution'));
    team.addDistribution(addDistribution(stack, team, 'TeamDistribution'));
    return { stack, ours };
  },

  'a web ACL and logs': () =>
    ofStack(siteStack({ authRateLimit: 100, accessLogs: true }, emptyStack(virginia)).stack),

  'a dashboard and alarms': () => ofStack(siteStack({ observability: true }).stack),

  'alarms at the edges': () => {
    const stack = emptyStack(virginia);
    const ours = new EdgeAlarms(stack, 'EdgeAlarms', {
      functionName: 'eu-west-1TestAuthorize',
      distributionIds: ['EDFDVBD6EXAMPLE'],
      alarmEmail: 'operator@example.com',
    });
    return { stack, ours };
  },

  'everything on': everythingOn,

  'everything off': () =>
    ofStack(
      siteStack({
        accessLogs: false,
        tellEdgesOfSignOuts: false,
        strictPaths: false,
        indexDocument: null,
        contentSecurityPolicy: null,
      }).stack,
    ),
};

/** A site for everybody and one for a few, over one store and one user pool. */
export function twoAudiences(scope: Construct, more: Partial<LatchkeyProps> = {}) {
  const docs = new Latchkey(scope, 'Docs', { audience: 'docs', rules, maxAge: Duration.hours(12) });
  const team = new Latchkey(scope, 'Team', {
    audience: 'team',
    rules: [{ path: '/*', allow: { groups: ['team'] } }],
    shareWith: docs,
    ...more,
  });
  return { docs, team };
}

function ofStack(stack: Stack): Scenario {
  return { stack, ours: stack };
}

function existingPool(stack: Stack): ExistingUserPool {
  return {
    userPool: UserPool.fromUserPoolId(stack, 'Pool', 'eu-west-1_AbCdEfGhI'),
    domain: 'https://login.example.com',
  };
}

function everythingOn(): Scenario {
  const stack = emptyStack();
  const { site } = siteStack(
    {
      authPath: '/sign/in',
      sessionTtl: Duration.minutes(10),
      maxAge: Duration.hours(12),
      signInAge: Duration.days(30),
      domainNames: ['www.example.com'],
      certificateArn,
      webAclArn,
      priceClass: PriceClass.PRICE_CLASS_ALL,
      identityHeaders: true,
      bearer: true,
      spaFallback: '/index.html',
      files: { 'assets/latchkey.js': 'dist/web/latchkey.js' },
      selfSignUp: true,
      groupsClaim: 'custom:groups',
      identityProvider: 'Corporate',
      theme: { accent: '#205493', productName: 'Handbook' },
      exchangeClientIds: ['1234567890abcdefghijklmnop'],
      exchangeAccessTokens: true,
      permissionsBoundary: ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'boundary'),
      encryptionKey: new Key(stack, 'Key', { enableKeyRotation: true }),
      logRetention: RetentionDays.ONE_YEAR,
      tracing: true,
      reservedConcurrency: 20,
      reserveSignOutWriter: false,
      removeData: true,
      observability: {
        alarmTopic: Topic.fromTopicArn(stack, 'Alarms', alarmTopicArn),
        alarmEmail: 'operator@example.com',
      },
    },
    stack,
  );
  site.distribution.addBehavior(
    '/api/*',
    new HttpOrigin('api.example.com'),
    site.latchkey.protect({
      origin: new HttpOrigin('api.example.com'),
      cachePolicy: CachePolicy.CACHING_DISABLED,
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
    }),
  );
  return ofStack(stack);
}
