/** Uses of `Latchkey` that have to be refused by the compiler, and next to each the right one. */
import { Duration, type Stack } from 'aws-cdk-lib';
import type { Distribution, IOrigin } from 'aws-cdk-lib/aws-cloudfront';
import type { IUserPool } from 'aws-cdk-lib/aws-cognito';
import { Latchkey, type LatchkeyProps } from '../../cdk/latchkey.ts';
import type { ExistingUserPool } from '../../cdk/user-pool.ts';

declare const stack: Stack;
declare const origin: IOrigin;
declare const distribution: Distribution;
declare const userPool: IUserPool;

const audience = 'docs';
const rules: LatchkeyProps['rules'] = [
  { path: '/', allow: 'public' },
  { path: '/admin/*', allow: { groups: ['admins'] } },
  { path: '/users/{sub}/*', allow: 'owner' },
];
const latchkey = new Latchkey(stack, 'Latchkey', { audience, rules });

// @ts-expect-error TS2345 an audience is never made up
new Latchkey(stack, 'NoAudience', { rules });
// @ts-expect-error TS2345 what is open to whom is always said, be it an empty list
new Latchkey(stack, 'NoRules', { audience });
// @ts-expect-error TS2353 a prop that there is not
new Latchkey(stack, 'Unknown', { audience, rules, sessionLifetime: 1800 });
// @ts-expect-error TS2322 lifetimes are Durations, whatever the unit
new Latchkey(stack, 'Seconds', { audience, rules, sessionTtl: 1800 });
new Latchkey(stack, 'Duration', { audience, rules, sessionTtl: Duration.minutes(30) });
// @ts-expect-error TS2322 the life of the cookie is signInAge, not one of the edge's settings
new Latchkey(stack, 'CookieMaxAge', { audience, rules: [], signInAge: '7 days' });
// @ts-expect-error TS2353 the same, under the name that the edge has for it
new Latchkey(stack, 'EdgeName', { audience, rules, cookieMaxAge: 604_800 });
// @ts-expect-error TS2820 a misspelt kind of rule
new Latchkey(stack, 'Kind', { audience, rules: [{ path: '/', allow: 'publik' }] });
// @ts-expect-error TS2322 groups are a list
new Latchkey(stack, 'Groups', { audience, rules: [{ path: '/', allow: { groups: 'admins' } }] });
// @ts-expect-error TS2353 groups is the only thing that a rule can ask for by an object
new Latchkey(stack, 'Role', { audience, rules: [{ path: '/', allow: { roles: ['admins'] } }] });
// @ts-expect-error TS2741 a rule without anybody
new Latchkey(stack, 'Nobody', { audience, rules: [{ path: '/' }] });
// @ts-expect-error TS2379 undefined is no way to leave a prop out
new Latchkey(stack, 'Undefined', { audience, rules, authPath: undefined });
// @ts-expect-error TS2322 yes is no boolean
new Latchkey(stack, 'Yes', { audience, rules, bearer: 'yes' });
// @ts-expect-error TS2741 a user pool that is there has managed login somewhere
new Latchkey(stack, 'NoDomain', { audience, rules, userPool: { userPool } });
// @ts-expect-error TS2741 whether a client has a secret has to be said
export const client: ExistingUserPool['client'] = { clientId: 'id' };
// @ts-expect-error TS2322 a store is shared with a deployment, not by its name
new Latchkey(stack, 'Share', { audience, rules, shareWith: 'docs' });
new Latchkey(stack, 'ShareWith', { audience: 'team', rules, shareWith: latchkey });

// @ts-expect-error TS2345 a behavior has an origin
latchkey.protect({ compress: true });
latchkey.protect({ origin });
// @ts-expect-error TS2353 the auth path's caching is not for choosing
latchkey.authBehavior({ cachePolicy: undefined });
latchkey.authBehavior();
// @ts-expect-error TS2345 domain names are a list
latchkey.addDistribution(distribution, 'www.example.com');
latchkey.addDistribution(distribution, ['www.example.com']);
// @ts-expect-error TS2540 nobody changes the hosts but by addDistribution
latchkey.hosts = [];
// @ts-expect-error TS18047 there may be no writer of sign-outs
void latchkey.signOuts.queue;
