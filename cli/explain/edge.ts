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

/** Stands between the function and whoever asks it. */
export interface Watch {
  /** The user's own code with something around it. */
  readonly around: (after: string) => string;
  /** Gets each line that the function logs. */
  readonly onLog: (line: string) => void;
}

/** What the function makes of a request. @throws {EdgeError} where CloudFront would have its own page */
export function askEdge(world: World, request: ViewerRequest, watch?: Watch): Promise<Outcome> {
  const { store, now } = world;
  const edgeFunction = createEdgeFunction({
    code: codeOf(world, watch),
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
  return runViewerRequest(edgeFunction, request, viewer, {
    domainName,
    distributionId: 'EXPLAIN',
    ...(watch && { onLog: watch.onLog }),
  });
}

/** What is put around it is not held against what CloudFront takes. */
function codeOf({ bundle, config, after = null }: World, watch: Watch | undefined): string {
  const code = edgeCode(config, bundle, after);
  return after === null || !watch
    ? code
    : code.replace(`(${after})`, () => `(${watch.around(after)})`);
}
