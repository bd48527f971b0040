import { Stack } from 'aws-cdk-lib';
import { existsSync } from 'node:fs';
import type { Construct } from 'constructs';
import { checkProps, checkRegion, checkStackRegion } from './check.ts';
import { checkNotFoundPage } from './not-found.ts';
import { siteShapes } from './prop-shapes.ts';
import { shaped } from './shapes.ts';
import { checkHostedZone } from './site-dns.ts';
import type { ProtectedSiteProps } from './site-props.ts';

/** What WAF takes for a rate. */
const rate = { min: 10, max: 2_000_000_000 };

/** What is wrong with a site's props in this place. */
export function checkSite(scope: Construct, props: ProtectedSiteProps): string[] {
  const { faults, sound } = shaped(props, siteShapes);
  const rest = sound as ProtectedSiteProps;
  return [
    ...faults,
    ...checkProps(scope, rest),
    ...checkFiles(rest),
    // Of a page nobody can say where it is then.
    ...(sound.directory === undefined ? [] : checkNotFoundPage(rest)),
    ...checkBesides(scope, rest),
  ];
}

function checkFiles({ directory, files = {} }: Partial<ProtectedSiteProps>): string[] {
  const missing = [directory ?? [], ...Object.values(files)]
    .flat()
    .filter((path) => !existsSync(path));
  return missing.map((path) => `${path} is to be uploaded, and there is no such file or folder`);
}

/** Besides its protection and its files. */
function checkBesides(scope: Construct, props: ProtectedSiteProps): string[] {
  const { certificateArn, webAclArn, domainNames = [] } = props;
  return [
    ...checkRegion('certificateArn', certificateArn),
    ...checkRegion('webAclArn', webAclArn),
    ...(domainNames.length > 0 && certificateArn === undefined
      ? ['domainNames need a certificate: give certificateArn']
      : []),
    ...(domainNames.length === 0 && certificateArn !== undefined
      ? ['certificateArn is for domainNames, and there are none']
      : []),
    ...checkHostedZone(props.hostedZone, domainNames),
    ...checkRate(scope, props),
  ];
}

function checkRate(scope: Construct, { authRateLimit, webAclArn }: ProtectedSiteProps): string[] {
  if (authRateLimit === undefined) return [];
  return [
    ...(Number.isSafeInteger(authRateLimit) &&
    authRateLimit >= rate.min &&
    authRateLimit <= rate.max
      ? []
      : [`authRateLimit (${authRateLimit}) has to be a whole number, ${rate.min} or more`]),
    ...(webAclArn === undefined
      ? []
      : ['authRateLimit makes a web ACL, and a distribution takes one: webAclArn is given too']),
    ...checkStackRegion('authRateLimit', Stack.of(scope).region),
  ];
}
