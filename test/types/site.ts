/** Uses of `ProtectedSite` that have to be refused by the compiler. */
import type { Stack } from 'aws-cdk-lib';
import { PriceClass } from 'aws-cdk-lib/aws-cloudfront';
import { ProtectedSite } from '../../cdk/site.ts';

declare const stack: Stack;

const sound = { audience: 'docs', rules: [], directory: 'web/site' } as const;
const site = new ProtectedSite(stack, 'Site', sound);

// @ts-expect-error TS2345 there has to be a folder
new ProtectedSite(stack, 'NoFolder', { audience: 'docs', rules: [] });
// @ts-expect-error TS2353 a prop that there is not
new ProtectedSite(stack, 'Unknown', { ...sound, bucket: 'mine' });
// @ts-expect-error TS2322 a certificate is named by its ARN
new ProtectedSite(stack, 'Certificate', { ...sound, certificateArn: 1 });
// @ts-expect-error TS2322 domain names are a list
new ProtectedSite(stack, 'Domain', { ...sound, domainNames: 'www.example.com' });
// @ts-expect-error TS2322 a rate is a number
new ProtectedSite(stack, 'Rate', { ...sound, authRateLimit: '100' });
// @ts-expect-error TS2322 none is null, not false
new ProtectedSite(stack, 'Policy', { ...sound, contentSecurityPolicy: false });
// @ts-expect-error TS2322 a price class is one of CDK's
new ProtectedSite(stack, 'Price', { ...sound, priceClass: 'cheap' });
new ProtectedSite(stack, 'PriceClass', { ...sound, priceClass: PriceClass.PRICE_CLASS_ALL });
// @ts-expect-error TS2322 files are by their paths in the site
new ProtectedSite(stack, 'Files', { ...sound, files: ['a.js'] });
// @ts-expect-error TS2740 a site is not a deployment, it has one
new ProtectedSite(stack, 'Share', { ...sound, shareWith: site });
new ProtectedSite(stack, 'ShareWith', { ...sound, shareWith: site.latchkey });
