/** The SDK's clients, each loaded when it is first needed: `--help` loads none. */
import type { CloudFormation } from '@aws-sdk/client-cloudformation';
import type { CloudFront } from '@aws-sdk/client-cloudfront';
import type { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider';
import type { Lambda } from '@aws-sdk/client-lambda';
import type { SSM } from '@aws-sdk/client-ssm';

/** Where AWS is; what is missing the SDK takes from the environment and the AWS profile. */
export interface Where {
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  readonly endpoint?: string | undefined;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** How long AWS is waited for, in milliseconds. */
export interface Patience {
  /** To reach it. */
  readonly connection: number;
  /** For one attempt of a call; the SDK makes three. */
  readonly request: number;
  /** For the keys Lambda, which may have much to read, in all attempts together. */
  readonly keys: number;
}

/** Nobody knows after a minute of silence whether to go on waiting. */
export const patience: Patience = { connection: 4_000, request: 8_000, keys: 45_000 };

export interface Aws {
  readonly patience: Patience;
  cloudFormation(): Promise<CloudFormation>;
  cloudFront(): Promise<CloudFront>;
  cognito(): Promise<CognitoIdentityProvider>;
  /** @param attempts how often a call is tried; 1 for what must not happen twice */
  lambda(attempts?: number): Promise<Lambda>;
  ssm(): Promise<SSM>;
}

export function connect(where: Where, waits: Patience = patience): Aws {
  // The command says what Node it needs; the SDK's own reminder would only get into the way.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  // Set to nothing is not set, as every shell script means it.
  if (process.env['AWS_REGION'] === '') delete process.env['AWS_REGION'];
  const given = Object.entries(where).filter(([, value]) => value !== undefined);
  const requestHandler = {
    connectionTimeout: waits.connection,
    requestTimeout: waits.request,
    // Else the SDK only warns, and goes on waiting.
    throwOnRequestTimeout: true,
    // An answer that has begun may break off as well.
    socketTimeout: waits.keys,
  };
  const config = { ...Object.fromEntries(given), requestHandler } as object;
  return {
    patience: waits,
    cloudFormation: once(async () => {
      const { CloudFormation } = await import('@aws-sdk/client-cloudformation');
      return new CloudFormation(config);
    }),
    cloudFront: once(async () => {
      const { CloudFront } = await import('@aws-sdk/client-cloudfront');
      return new CloudFront(config);
    }),
    cognito: once(async () => {
      const { CognitoIdentityProvider } = await import('@aws-sdk/client-cognito-identity-provider');
      return new CognitoIdentityProvider(config);
    }),
    lambda: async (attempts = 3) => {
      const { Lambda } = await import('@aws-sdk/client-lambda');
      return new Lambda({ ...config, maxAttempts: attempts });
    },
    ssm: once(async () => {
      const { SSM } = await import('@aws-sdk/client-ssm');
      return new SSM(config);
    }),
  };
}

function once<Client>(make: () => Promise<Client>): () => Promise<Client> {
  let made: Promise<Client> | null = null;
  return () => (made ??= make());
}
