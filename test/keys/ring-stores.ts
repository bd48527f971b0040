/** The stores of a root ring that a writer may meet: each has to keep the same contract. */
import { memoryRingStore } from './memory-ring-store.ts';
import type { RingStore } from '../../keys/ring-store.ts';
import { sdkRingStore } from '../../keys/sdk-ring-store.ts';
import { startSecrets } from '../local/aws/secrets-support.ts';

export interface OpenRingStore {
  readonly store: RingStore;
  /** Begins a rotation, as the service does; the id of the version that it will fill. */
  readonly announce: () => string;
}

/** @param initial `null` for a secret without a value */
export type OpenRingStoreWith = (initial: string | null) => Promise<OpenRingStore>;

export const kindsOfRingStore: readonly (readonly [name: string, open: OpenRingStoreWith])[] = [
  [
    'in memory',
    (initial) => {
      const store = memoryRingStore(initial);
      let announced = 0;
      const announce = () => {
        const id = `rotation-${++announced}`;
        store.announce(id);
        return id;
      };
      return Promise.resolve({ store, announce });
    },
  ],
  [
    'by the SDK',
    async (initial) => {
      const { secrets, client } = await startSecrets();
      if (initial === null) secrets.add('ring', {});
      else secrets.create('ring', initial);
      secrets.enableRotation('ring', 'arn:aws:lambda:eu-west-1:123456789012:function:keys');
      return { store: sdkRingStore(client, 'ring'), announce: () => secrets.rotate('ring') };
    },
  ],
];
