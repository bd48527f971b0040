/** Rotates and repairs the keys, and does what an operator asks for: see `handler.ts`. */
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { RotateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { handle } from '../handler.ts';
import { cognitoUsers } from '../operator/users.ts';
import { sdkEdgeStore } from '../sdk-edge-store.ts';
import { sdkRingStore } from '../sdk-ring-store.ts';
import { keysSettingsVariable, readKeysSettings } from '../settings.ts';
import { log, now, randomKey, requestHandler, secretsClient, storeClient, tell } from './parts.ts';

const settings = readKeysSettings(process.env[keysSettingsVariable]);
const { ringSecret, keyValueStore, userPoolId, lead, sessionTtl, ...others } = settings;
const secrets = secretsClient();

const context = {
  ...others,
  ringSecret,
  times: { lead, sessionTtl },
  roots: sdkRingStore(secrets, ringSecret),
  edges: sdkEdgeStore(storeClient(), keyValueStore),
  users: cognitoUsers(new CognitoIdentityProviderClient({ requestHandler }), userPoolId),
  startRotation: async () => {
    await secrets.send(new RotateSecretCommand({ SecretId: ringSecret }));
  },
  now,
  randomKey,
  log,
  tell,
};

export const handler = (event: unknown) => handle(context, event);
