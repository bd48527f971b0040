/** A {@link RingStore} in memory: what its contract asks for, and nothing else. */
import {
  StaleError,
  type PendingVersion,
  type RingStore,
  type RingVersion,
} from '../../keys/ring-store.ts';

export interface MemoryRingStore extends RingStore {
  /** What the service does when a rotation begins. */
  announce(id: string): void;
}

export function memoryRingStore(initial: string | null = null): MemoryRingStore {
  let made = 0;
  const version = (text: string): RingVersion => ({ id: `version-${++made}`, text });
  let current = initial === null ? null : version(initial);
  let pending: PendingVersion | null = null;

  return {
    announce(id) {
      pending ??= { id, text: null };
    },
    read: () =>
      Promise.resolve({ current, pending, schedule: { enabled: true, last: null, next: null } }),
    replace(from, text) {
      if (from !== (current?.id ?? null)) return Promise.reject(new StaleError());
      current = version(text);
      return Promise.resolve(current);
    },
    fill(id, text) {
      if (pending?.id === id) pending = { id, text: pending.text ?? text };
      return Promise.resolve();
    },
    finish(id, from) {
      if (current?.id === id) return Promise.resolve();
      const text = pending?.id === id ? pending.text : null;
      if (text === null || from !== current?.id) return Promise.reject(new StaleError());
      current = { id, text };
      pending = null;
      return Promise.resolve();
    },
    abandon(id) {
      if (pending?.id === id) pending = null;
      return Promise.resolve();
    },
  };
}
