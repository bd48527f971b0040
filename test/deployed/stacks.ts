/** The stacks that are deployed to this machine. */
import { Stack, type App } from 'aws-cdk-lib';
import {
  CacheHeaderBehavior,
  CachePolicy,
  Distribution,
  OriginRequestHeaderBehavior,
  OriginRequestPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import config from '../../cdk/config.ts';
import { Latchkey } from '../../cdk/latchkey.ts';
import { addSite } from '../../cdk/site-app.ts';
import { localAccount } from '../../local/aws/clients.ts';
import type { ExistingPool } from './sign-in.ts';

export const env = { account: localAccount.accountId, region: localAccount.region };

/** What `npx cdk deploy` deploys. */
export const theApp = (app: App): Stack => Stack.of(addSite(app, { ...config, env }));

/** Somebody's pool, with a client that has a secret. */
export const companyPool: ExistingPool = {
  userPoolId: `${localAccount.region}_AbCdEfGhI`,
  domain: 'https://login.example.com',
  clients: [
    {
      clientId: 'companyclient',
      clientSecret: 'known to Cognito and the company',
      callbackUrls: [],
      logoutUrls: [],
    },
  ],
};

/** Where the company's own server is. */
export const intranet = 'intranet.example.com';

/** A distribution, a user pool and an origin that somebody has had for long. */
export function existing(app: App): Stack {
  const stack = new Stack(app, 'existing', { env });
  const { userPoolId, domain, clients } = companyPool;
  const latchkey = new Latchkey(stack, 'Latchkey', {
    audience: 'intranet',
    authPath: '/sign-in',
    rules: [
      { path: '/', allow: 'public' },
      { path: '/admin/*', allow: { groups: ['admins'] } },
    ],
    identityHeaders: true,
    indexDocument: null,
    userPool: {
      userPool: UserPool.fromUserPoolId(stack, 'Pool', userPoolId),
      domain,
      client: { clientId: clients[0]!.clientId, hasSecret: true },
    },
  });
  const origin = new HttpOrigin(intranet);
  const distribution = new Distribution(stack, 'Distribution', {
    defaultBehavior: latchkey.protect({
      origin,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
    }),
    additionalBehaviors: {
      [latchkey.authPathPattern]: latchkey.authBehavior(),
      '/mine/*': latchkey.protect({
        origin,
        cachePolicy: new CachePolicy(stack, 'ByPerson', {
          headerBehavior: CacheHeaderBehavior.allowList('x-latchkey-sub'),
        }),
        originRequestPolicy: new OriginRequestPolicy(stack, 'Language', {
          headerBehavior: OriginRequestHeaderBehavior.allowList('accept-language'),
        }),
      }),
    },
  });
  latchkey.addDistribution(distribution);
  return stack;
}

/** Where both of the next have their pages from. */
export const pages = 'pages.example.com';

/** A site for everybody and one for a few, over one store; the few may bring their ID token along. */
export function twoAudiences(app: App): Stack {
  const stack = new Stack(app, 'pair', { env });
  const docs = new Latchkey(stack, 'Docs', { audience: 'docs', rules: [] });
  const team = new Latchkey(stack, 'Team', {
    audience: 'team',
    rules: [{ path: '/*', allow: { groups: ['team'] } }],
    shareWith: docs,
    exchangeClientIds: [docs.signIn.clientId],
  });
  for (const latchkey of [docs, team]) {
    const origin = new HttpOrigin(pages);
    const distribution = new Distribution(stack, `${latchkey.node.id}Distribution`, {
      defaultBehavior: latchkey.protect({ origin, cachePolicy: CachePolicy.CACHING_DISABLED }),
      additionalBehaviors: { [latchkey.authPathPattern]: latchkey.authBehavior() },
    });
    latchkey.addDistribution(distribution);
  }
  return stack;
}
