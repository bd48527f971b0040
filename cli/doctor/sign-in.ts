/** Where people sign in: the hosts, the app client's addresses, the login pages. */
import { siteOrigin } from '../../token-exchange/request.ts';
import type { Deployment as Parameter } from '../../token-exchange/settings.ts';
import type { Aws } from '../aws/clients.ts';
import { AwsFailure, call } from '../aws/errors.ts';
import { Failure } from '../failure.ts';
import type { DistributionFacts } from './distributions.ts';
import { check, failed, ok, type Fact, type Finding } from './finding.ts';

export interface ClientFacts {
  readonly callbackUrls: readonly string[];
  readonly logoutUrls: readonly string[];
}

export async function readParameter(aws: Aws, name: string): Promise<Parameter> {
  const client = await aws.ssm();
  const { Parameter: found } = await call('ssm:GetParameter', () =>
    client.getParameter({ Name: name }),
  );
  try {
    return JSON.parse(found?.Value ?? '') as Parameter;
  } catch {
    throw new Failure('not-understood', `the parameter ${name} is not JSON`, 'Deploy again');
  }
}

export async function readClient(aws: Aws, pool: string, client: string): Promise<ClientFacts> {
  const cognito = await aws.cognito();
  const { UserPoolClient: found } = await call('cognito-idp:DescribeUserPoolClient', () =>
    cognito.describeUserPoolClient({ UserPoolId: pool, ClientId: client }),
  );
  return { callbackUrls: found?.CallbackURLs ?? [], logoutUrls: found?.LogoutURLs ?? [] };
}

/** Managed login has no pages without a branding; the older hosted UI needs none. */
export async function readBranding(
  aws: Aws,
  pool: string,
  client: string,
  domain: string | undefined,
): Promise<'there' | 'missing' | 'not needed'> {
  const cognito = await aws.cognito();
  const branding = await call('cognito-idp:DescribeManagedLoginBrandingByClient', () =>
    cognito.describeManagedLoginBrandingByClient({ UserPoolId: pool, ClientId: client }),
  ).catch((error: unknown) => {
    if (error instanceof AwsFailure && error.awsName === 'ResourceNotFoundException') return null;
    throw error;
  });
  if (branding?.ManagedLoginBranding) return 'there';
  const name = domainName(domain);
  if (name === null) return 'missing';
  const { DomainDescription } = await call('cognito-idp:DescribeUserPoolDomain', () =>
    cognito.describeUserPoolDomain({ Domain: name }),
  );
  return DomainDescription?.ManagedLoginVersion === 1 ? 'not needed' : 'missing';
}

/** A domain of one's own is asked for whole, one of Cognito's by its prefix. */
function domainName(domain: string | undefined): string | null {
  if (domain === undefined) return null;
  const { host } = new URL(domain);
  return /^([\w-]+)\.auth\.[\w-]+\.amazoncognito\.com$/.exec(host)?.[1] ?? host;
}

export function checkHosts(
  parameter: Fact<Parameter>,
  distributions: readonly DistributionFacts[],
): Finding {
  return check('hosts', 'Hosts', parameter, ({ hosts }) => {
    const missing = distributions.flatMap(({ fact }) =>
      (fact.value?.hosts ?? []).filter((host) => !hosts.includes(host)),
    );
    return missing.length === 0
      ? ok(hosts.join(', '))
      : failed(
          `the token exchange does not know ${missing.join(', ')}: nobody can sign in there`,
          'Add them to domainNames, or call addDistribution with them, and deploy',
        );
  });
}

export function checkCallbackUrls(
  client: Fact<ClientFacts>,
  parameter: Fact<Parameter>,
  authPath: string,
): Finding {
  const title = "App client's addresses";
  if (parameter.failure) return check('callback-urls', title, parameter, () => ok(''));
  const hosts = parameter.value?.hosts ?? [];
  return check('callback-urls', title, client, ({ callbackUrls, logoutUrls }) => {
    const missing = hosts.flatMap((host) => [
      ...without(callbackUrls, `${siteOrigin(host)}${authPath}/callback`, 'callback'),
      ...without(logoutUrls, `${siteOrigin(host)}${authPath}/logout`, 'logout'),
    ]);
    return missing.length === 0
      ? ok(`callback and logout, for ${hosts.length === 1 ? 'the host' : `${hosts.length} hosts`}`)
      : failed(
          `the app client lacks the ${missing.join(', the ')}: Cognito answers redirect_mismatch`,
          'Deploy again; an app client of your own is changed where it is made',
        );
  });
}

function without(urls: readonly string[], wanted: string, what: string): string[] {
  return urls.includes(wanted) ? [] : [`${what} URL ${wanted}`];
}

export function checkBranding(
  branding: Fact<'there' | 'missing' | 'not needed'>,
  { value: parameter }: Fact<Parameter>,
): Finding {
  const { userPoolId = 'POOL', clientId = 'CLIENT' } = parameter ?? {};
  return check('branding', 'Login pages', branding, (found) =>
    found === 'missing'
      ? failed(
          'the app client has no managed-login branding: Cognito has no page to sign in at',
          `Deploy again, without signIn.branding: null; or: aws cognito-idp create-managed-login-branding --use-cognito-provided-values --user-pool-id ${userPoolId} --client-id ${clientId}`,
        )
      : ok(
          found === 'there'
            ? 'managed login, with a branding'
            : 'the hosted UI, which needs no branding',
        ),
  );
}
