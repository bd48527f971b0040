/** What the stand-ins and their clients agree on; the secret is none. */
export const localAccount = {
  accountId: '123456789012',
  region: 'eu-west-1',
  credentials: { accessKeyId: 'AKIDLOCAL', secretAccessKey: 'local' },
} as const;
