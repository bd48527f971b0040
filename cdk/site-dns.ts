import { Token } from 'aws-cdk-lib';
import type { IDistribution } from 'aws-cdk-lib/aws-cloudfront';
import { AaaaRecord, ARecord, RecordTarget, type IHostedZone } from 'aws-cdk-lib/aws-route53';
import { CloudFrontTarget } from 'aws-cdk-lib/aws-route53-targets';
import { Construct } from 'constructs';

export interface SiteDnsProps {
  readonly hostedZone: IHostedZone;
  readonly domainNames: readonly string[];
  readonly distribution: IDistribution;
}

/** Alias records of every domain name, for both versions of IP. */
export class SiteDns extends Construct {
  constructor(scope: Construct, id: string, props: SiteDnsProps) {
    super(scope, id);
    const target = RecordTarget.fromAlias(new CloudFrontTarget(props.distribution));
    for (const recordName of props.domainNames) {
      // With the dot it is the whole name, whatever is known of the zone's.
      const record = { zone: props.hostedZone, recordName: `${recordName}.`, target };
      new ARecord(this, `${recordName}-A`, record);
      new AaaaRecord(this, `${recordName}-AAAA`, record);
    }
  }
}

/** What is wrong with a hosted zone for these names. */
export function checkHostedZone(
  hostedZone: IHostedZone | undefined,
  domainNames: readonly string[],
): string[] {
  if (!hostedZone) return [];
  if (domainNames.length === 0) return ['hostedZone is for domainNames, and there are none'];
  // A zone that is known by its id only throws when it is asked for its name.
  const zoneName = nameOf(hostedZone)?.replace(/\.$/, '');
  if (zoneName === undefined || Token.isUnresolved(zoneName)) return [];
  return domainNames
    .filter((host) => host !== zoneName && !host.endsWith(`.${zoneName}`))
    .map((host) => `domainNames has ${host}, which is not in the zone ${zoneName}`);
}

function nameOf(hostedZone: IHostedZone): string | undefined {
  try {
    return hostedZone.zoneName;
  } catch {
    return undefined;
  }
}
