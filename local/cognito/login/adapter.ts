import type { Adapter, AdapterPayload } from 'oidc-provider';
import { refreshTokenTtlOf } from '../clients.ts';
import type { Pool } from '../pool.ts';
import { clientMetadata } from './client-metadata.ts';
import { MemoryStore } from './memory-store.ts';

/**
 * Storage for oidc-provider. Its grants and refresh tokens are the pool's sign-ins, its clients the
 * pool's; sessions, interactions and codes are plain records. The provider only knows the machine's
 * clock; the stores go by the pool's and tell the provider how much life is left in its terms, so
 * that the injected clock decides what has expired.
 */
export function adapterFactory(pool: Pool): (model: string) => Adapter {
  return (model) => {
    switch (model) {
      case 'Client':
        return adapter({ find: (id) => clientMetadata(pool.clients.get(id)) });
      case 'Grant':
        return grants(pool);
      case 'RefreshToken':
        return refreshTokens(pool);
      case 'AccessToken':
        // The pool mints its own; the provider's are never handed out.
        return adapter({});
      default:
        return records(pool.settings.now);
    }
  };
}

interface SyncAdapter {
  find?(id: string): object | undefined;
  findByUid?(uid: string): object | undefined;
  upsert?(id: string, payload: AdapterPayload, expiresIn: number): void;
  consume?(id: string): void;
  destroy?(id: string): void;
  revokeByGrantId?(grantId: string): void;
}

function adapter(sync: SyncAdapter): Adapter {
  const wrap =
    <A extends unknown[], R>(work: ((...args: A) => R) | undefined) =>
    (...args: A): Promise<R | undefined> =>
      Promise.resolve(work?.(...args));
  return {
    find: wrap((id: string) => sync.find?.(id) as AdapterPayload | undefined),
    findByUid: wrap((uid: string) => sync.findByUid?.(uid) as AdapterPayload | undefined),
    findByUserCode: wrap(() => undefined),
    upsert: wrap((id: string, payload: AdapterPayload, expiresIn?: number) => {
      sync.upsert?.(id, payload, expiresIn ?? 0);
    }),
    consume: wrap((id: string) => sync.consume?.(id)),
    destroy: wrap((id: string) => sync.destroy?.(id)),
    revokeByGrantId: wrap((grantId: string) => sync.revokeByGrantId?.(grantId)),
  };
}

function records(now: () => number): Adapter {
  const store = new MemoryStore(now);
  return adapter({
    find: (id) => store.find(id),
    findByUid: (uid) => store.findByUid(uid),
    upsert: (id, payload, expiresIn) => {
      store.set(id, payload, expiresIn);
    },
    consume: (id) => {
      store.consume(id);
    },
    destroy: (id) => {
      store.delete(id);
    },
  });
}

function revoke(pool: Pool, originJti: string | undefined): void {
  if (originJti !== undefined && pool.signIns.revoke(originJti)) {
    pool.events.emit({ type: 'sign-in-revoked', originJti });
  }
}

/** What the provider is told of the end of something, on the machine's clock. */
function wallClockEnd(pool: Pool, expiresAt: number): number {
  return Math.ceil((Date.now() + expiresAt - pool.settings.now()) / 1000);
}

function grants(pool: Pool): Adapter {
  return adapter({
    find: (id) => {
      const signIn = pool.signIns.find(id);
      return (
        signIn && {
          kind: 'Grant',
          jti: id,
          accountId: signIn.sub,
          clientId: signIn.clientId,
          openid: { scope: signIn.scope },
          exp: wallClockEnd(pool, signIn.expiresAt),
        }
      );
    },
    destroy: (id) => {
      revoke(pool, id);
    },
  });
}

function refreshTokens(pool: Pool): Adapter {
  return adapter({
    find: (id) => {
      const verdict = pool.signIns.check(id);
      if (!verdict.ok) return undefined;
      const { signIn } = verdict;
      return {
        kind: 'RefreshToken',
        jti: id,
        accountId: signIn.sub,
        clientId: signIn.clientId,
        grantId: signIn.originJti,
        scope: signIn.scope,
        authTime: signIn.authTime,
        gty: 'authorization_code',
        exp: wallClockEnd(pool, signIn.expiresAt),
      };
    },
    upsert: (id, { grantId = '', clientId = '' }) => {
      const client = pool.clients.get(clientId);
      if (client) pool.signIns.issue(grantId, refreshTokenTtlOf(client), id);
    },
    consume: (id) => {
      const clientId = pool.signIns.ownerOf(id)?.clientId ?? '';
      const rotation = pool.clients.get(clientId)?.refreshTokenRotation;
      if (rotation) pool.signIns.supersede(id, rotation.graceSeconds);
    },
    destroy: (id) => {
      revoke(pool, pool.signIns.ownerOf(id)?.originJti);
    },
    revokeByGrantId: (grantId) => {
      revoke(pool, grantId);
    },
  });
}
