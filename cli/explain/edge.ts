/** The real edge function on this machine: the built bundle, a store in memory, a clock. */
import type { CheckedConfig } from '../../functions/compile/check.ts';
import { edgeCode, type EdgeBundles } from '../../functions/compile/edge-code.ts';
import { createEdgeFunction } from '../../local/cloudfront/edge-runtime.ts';
import type { ViewerRequest } from '../../local/cloudfront/event.ts';
import { runViewerRequest } from '../../local/cloudfront/functions.ts';
import type { HttpResponse } from '../../local/http.ts';

export interface World {
  /** Those of `dist/edge/`. */
  readonly bundle: EdgeBundles;
  readonly config: CheckedConfig;
  /** The user's own code, compiled from a file on this machine. */
  readonly after?: string | null;
  /** What the KeyValueStore holds. */
  readonly store: ReadonlyMap<string, string>;
  /** Seconds since 1970. */
  readonly now: number;
}

export type Outcome = { readonly request: ViewerRequest } | { readonly response: HttpResponse };

/** What the function makes of a request. */
export function askEdge(world: World, request: ViewerRequest): Promise<Outcome> {
  const { bundle, config, after, store, now } = world;
  const edgeFunction = createEdgeFunction({
    code: edgeCode(config, bundle, after ?? null),
    now: () => now * 1000,
    store: {
      get: (key) => {
        const value = store.get(key);
        return value === undefined
          ? Promise.reject(new Error('no such key'))
          : Promise.resolve(value);
      },
      exists: (key) => Promise.resolve(store.has(key)),
    },
  });
  const domainName = request.headers['host'] ?? '';
  const viewer = { ip: '192.0.2.1', requestId: 'explain' };
  return runViewerRequest(edgeFunction, request, viewer, { domainName, distributionId: 'EXPLAIN' });
}
