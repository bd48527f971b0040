import { DescribeSecretCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { localAccount, secretsManagerClient } from '../../../local/aws/clients.ts';
import { SecretsManager } from '../../../local/aws/secrets-manager.ts';
import { clock, closing, listen } from './support.ts';

/** Tokens that tell themselves apart at a glance, as long as a UUID. */
export const token = (name: string) => name.padEnd(36, '-');

/** Secrets Manager behind a real server, with a client that does not retry. */
export async function startSecrets() {
  const now = clock();
  const { region, accountId } = localAccount;
  let made = 0;
  const newToken = () => token(`made${String((made += 1))}`);
  const secrets = new SecretsManager({ region, accountId, now, newToken });
  const port = await listen(secrets.handle);
  const client = closing(secretsManagerClient(port, { maxAttempts: 1 }));
  return { secrets, client, now };
}

/** Which labels are where. */
export async function stagesOf(client: SecretsManagerClient, SecretId: string) {
  return (await client.send(new DescribeSecretCommand({ SecretId }))).VersionIdsToStages;
}
